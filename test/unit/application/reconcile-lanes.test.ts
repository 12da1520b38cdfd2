import { expect, test } from '@jest/globals';
import { laneKeeper } from '../../../functions/shared/application/lane-keeper.ts';
import { reconcileLanes } from '../../../functions/shared/application/reconcile-lanes.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';

const minute = 60_000;
/** The alarm on lanes that cannot be started counts in spans of this length (lib/constructs/retry-lanes.ts). */
const alarmPeriod = 5 * minute;

test('while lanes cannot be started each span of the alarm has a report of it, and then they are', async () => {
  const clock = new VirtualClock();
  const lanes = new InMemoryLaneStore();
  const started = new InMemoryLaneRunner();
  const reports: number[] = [];
  let denied = true;
  const runner: typeof started.start = async (run) => {
    if (denied) throw new Error('AccessDeniedException');
    await started.start(run);
  };
  const report = { circuitOpened() {}, circuitClosed() {}, revived() {}, notStarted() {} };
  const ports = { clock, lanes, runner: { start: runner } };
  await laneKeeper({ ...ports, report }).tell({
    webhookId: 'wh_1',
    space: 'acme',
    dueAt: clock.now().getTime(),
    outcomes: { failures: 1, succeeded: false },
  });
  const sweep = () =>
    reconcileLanes({
      ...ports,
      waiting: { query: async () => [] },
      report: { ...report, notStarted: () => reports.push(clock.now().getTime()) },
    });

  const from = clock.now().getTime() + alarmPeriod;
  const spans = 12;
  for (let passed = 0; passed < alarmPeriod * (spans + 1); passed += minute) {
    clock.advance(minute);
    await sweep();
  }
  for (let span = 0; span < spans; span += 1) {
    const begin = from + span * alarmPeriod;
    expect(reports.filter((at) => at >= begin && at < begin + alarmPeriod).length).toBeGreaterThan(0);
  }

  denied = false;
  for (let tries = 0; tries < 3 && started.runs.length === 0; tries += 1) {
    clock.advance(minute);
    await sweep();
  }
  expect(started.runs.map(({ webhookId }) => webhookId)).toEqual(['wh_1']);
});
