import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RetryMessage } from '../../../functions/shared/application/ports/retry-queue.ts';
import { leaseMs, releaseDueDeliveries } from '../../../functions/shared/application/release-due-deliveries.ts';
import type { LanePlace } from '../../../functions/shared/domain/delivery.ts';
import { horizon, type Lane, told } from '../../../functions/shared/domain/lane.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryStore } from '../../support/in-memory/delivery-store.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';
import { InMemoryReplayStore } from '../../support/in-memory/replay-store.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aWebhook } from '../../support/records/webhook.ts';

type Sent = Readonly<{ message: RetryMessage; delaySeconds: number }>;

const quiet = { notStarted() {}, circuitOpened() {}, circuitClosed() {} };
const ref = { webhookId: 'wh_1', space: 'acme' };

let clock: VirtualClock;
let now: number;
let lanes: InMemoryLaneStore;
let waiting: InMemoryDeliveryStore;
let sent: Sent[];
let webhook: ReturnType<typeof aWebhook>;

beforeEach(() => {
  clock = new VirtualClock();
  now = clock.now().getTime();
  lanes = new InMemoryLaneStore();
  waiting = new InMemoryDeliveryStore();
  sent = [];
  webhook = aWebhook({ id: 'wh_1', space: 'acme' });
});

const iso = (time: number) => new Date(time).toISOString();
const idOf = (index: number) => `d_${String(index).padStart(4, '0')}`;

/** Deliveries that wait in that queue, one for each time. */
async function park(queue: LanePlace['queue'], times: readonly number[]): Promise<void> {
  const first = waiting.all.length;
  const records = times.map((time, index) =>
    aDelivery({ id: idOf(first + index), state: 'retrying', place: { queue, dueAt: iso(time) } }),
  );
  await waiting.recordFirst(records);
}

/** One look of an execution whose time has come, at a lane with these changes. */
async function look(changes: Partial<Lane> = {}) {
  const { lane } = told(undefined, { ...ref, dueAt: now }, now - 60_000);
  await lanes.write({ ...lane, ...changes });
  const ports = {
    clock,
    lanes,
    waiting,
    deliveries: waiting,
    runner: new InMemoryLaneRunner(),
    configuration: { read: async () => webhook },
    retries: {
      send: async (messages: readonly Sent[]) => {
        sent.push(...messages);
        return new Set<string>();
      },
    },
    results: { publish: async () => {} },
    replays: new InMemoryReplayStore(),
    report: quiet,
  };
  return releaseDueDeliveries(ports, { ...ref, generation: 1, lookAt: now, looks: 0 });
}

const sentIds = () => sent.map(({ message }) => message.deliveryId);

describe('a look', () => {
  test('sends what is due at once, and what falls due within the horizon not before its time', async () => {
    await park('scheduled', [now, now + 1, now + 1_000, now + 1_001, now + horizon, now + horizon + 1]);
    const answer = await look();
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 1, 1, 2, 60]);
    expect(answer).toMatchObject({ next: 'sleep', lookAt: now + horizon + 1 });
  });

  test('leases each from the time at which it falls due', async () => {
    await park('scheduled', [now - 1, now + 30_000]);
    await look();
    const until = [iso(now + leaseMs), iso(now + 30_000 + leaseMs)];
    expect(sent.map(({ message }) => message.leaseUntil)).toEqual(until);
    expect(waiting.all.map(({ place }) => place)).toEqual(until.map((dueAt) => ({ queue: 'leased', dueAt })));
  });

  test('ends its execution when nothing is left to come', async () => {
    await park('scheduled', [now]);
    expect(await look()).toEqual({ next: 'end' });
    expect(lanes.get('wh_1')).toMatchObject({ state: 'open', executions: [] });
  });

  test('keeps to the pace: what is due first, and early only what it leaves room for', async () => {
    await park('scheduled', [now - 2, now - 1, now + 1, now + 2, now + 3]);
    const answer = await look({ perLook: 4 });
    expect(sentIds()).toEqual([0, 1, 2, 3].map(idOf));
    expect(answer).toMatchObject({ next: 'sleep', lookAt: now + 5_000 });
  });

  test('sends nothing early while more is due than the pace allows', async () => {
    await park('scheduled', [now - 3, now - 2, now - 1, now + 1]);
    await look({ perLook: 2 });
    expect(sentIds()).toEqual([0, 1].map(idOf));
  });

  test('counts what is under way against the pace, but not what is only delayed', async () => {
    await park('leased', [now + 1, now + leaseMs, now + leaseMs + 1, now + leaseMs + 60_000]);
    await park('scheduled', [now - 3, now - 2, now - 1]);
    await look({ perLook: 4 });
    expect(sentIds()).toEqual([4, 5].map(idOf));
  });

  test('counts what is delayed against what goes out early', async () => {
    await park('leased', [now + leaseMs + 1, now + leaseMs + 60_000]);
    await park('scheduled', [now + 1, now + 2, now + 3]);
    await look({ perLook: 4 });
    expect(sentIds()).toEqual([2, 3].map(idOf));
  });

  test('takes of a limited webhook what five seconds of its rate allow', async () => {
    webhook = aWebhook({ id: 'wh_1', space: 'acme', rateLimit: { perSecond: 1 } });
    await park('scheduled', [now - 2, now - 1, now + 1, now + 20_000, now + 30_000, now + 40_000]);
    await look();
    expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 1, 2, 20, 30]);
  });

  test('sends nothing early to an endpoint that fails', async () => {
    await park('scheduled', [now - 1, now + 1]);
    await look({ circuit: { state: 'open', openedAt: now - 60_000, probeAt: now + 60_000, probes: 1 } });
    expect(sent.map(({ message }) => message)).toMatchObject([{ deliveryId: idOf(0), evenIfOpen: true }]);
  });

  test('releases what was lost on its way', async () => {
    await park('leased', [now - 1, now, now + 1]);
    await look();
    expect(sentIds()).toEqual([0, 1].map(idOf));
  });

  test('sends nothing of a paused webhook, and looks again within the hour', async () => {
    webhook = aWebhook({ id: 'wh_1', space: 'acme', status: 'paused' });
    await park('scheduled', [now - 1, now + 1]);
    await park('leased', [now - 1]);
    expect(await look()).toMatchObject({ next: 'sleep', waitSeconds: 3_600 });
    expect(sent).toEqual([]);
  });

  test('keeps what the lane was told meanwhile', async () => {
    await park('scheduled', [now]);
    const news = { ...ref, dueAt: now + 30_000, rateLimited: true };
    const read = waiting.query.bind(waiting);
    waiting.query = async (query) => {
      const lane = lanes.get('wh_1');
      if (lane && !lane.rateBacklog) await lanes.write(told(lane, news, now).lane);
      return read(query);
    };
    expect(await look()).toMatchObject({ next: 'sleep', lookAt: now + 5_000 });
    expect(lanes.get('wh_1')).toMatchObject({ rateBacklog: true, told: [{ at: now, dueAt: now }] });
  });

  test('is that of an execution of the lane only', async () => {
    await park('scheduled', [now]);
    expect(await look({ executions: [{ generation: 2, lookAt: now }] })).toEqual({ next: 'end' });
    expect(sent).toEqual([]);
  });
});
