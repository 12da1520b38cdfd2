import { expect, test } from '@jest/globals';
import { laneKeeper } from '../../../functions/shared/application/lane-keeper.ts';
import type { LaneStore } from '../../../functions/shared/application/ports/lane-store.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';

const quiet = { notStarted() {}, circuitOpened() {}, circuitClosed() {} };
const runner = { start: async () => {} };

test('a hundred batches that fail at once all find the lane open, and open its circuit', async () => {
  const store = new InMemoryLaneStore();
  const clock = new VirtualClock();
  // Each writes a moment after it has read, as over a network, so that most writes collide.
  const slow: LaneStore = {
    read: (ids) => store.read(ids),
    write: async (lane) => {
      await new Promise((resolve) => setImmediate(resolve));
      return store.write(lane);
    },
    attendedBy: (time) => store.attendedBy(time),
  };
  const told = Array.from({ length: 100 }, () =>
    laneKeeper({ clock, lanes: slow, runner, report: quiet }).tell({
      webhookId: 'wh_1',
      space: 'acme',
      dueAt: clock.now().getTime() + 60_000,
      outcomes: { failures: 10, succeeded: false },
    }),
  );
  await Promise.all(told);
  expect(store.get('wh_1')).toMatchObject({ state: 'open', circuit: { state: 'open' } });
});
