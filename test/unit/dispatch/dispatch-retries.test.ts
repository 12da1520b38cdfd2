import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import { leaseOf, type WaitItem, waitItemOf } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const url = 'https://hooks.example.com/in';
const ref = { webhookId: 'wh_1', space: 'acme' };
const iso = (time: number) => new Date(time).toISOString();

let world: DeliveryWorld;
let now: number;

beforeEach(async () => {
  world = DeliveryWorld.withWebhook();
  now = world.clock.now().getTime();
  await world.events.claim([{ event: anEvent(), envelopeId: 'envelope-1', receivedAt: iso(now), targets: [] }]);
});

const attempt = { number: 1, startedAt: '2025-12-31T23:58:00.000Z', durationMs: 1, reason: 'HTTP 500.' };

/** A retry that its lane has released and sent; its message waits in the queue. */
async function released(
  id = 'd1',
  changes: Partial<Delivery> = {},
  message: { bypassCircuit?: boolean } = {},
): Promise<WaitItem> {
  const position = { queue: 'scheduled', dueAt: iso(now) } as const;
  const record = aDelivery({
    id,
    status: 'retrying',
    version: 1,
    attempts: [attempt],
    position,
    nextAttemptAt: iso(now),
    ...changes,
  });
  await world.deliveries.recordFirst([record]);
  const item = waitItemOf(record, 0);
  if (item === undefined) throw new Error('It does not wait.');
  const lease = leaseOf(item, iso(now + leaseMs));
  await world.waits.put([lease]);
  await send(lease, message);
  return lease;
}

const send = (lease: WaitItem, { bypassCircuit = false } = {}) =>
  world.retries.send([{ message: { space: 'acme', lease, bypassCircuit }, delaySeconds: 0 }]);
const record = (id = 'd1') => world.recordOf(id);
const run = () => world.dispatchRetries();
const sent = () => world.sender.sent.length;

describe('a retry', () => {
  test('is attempted under its lease, which goes when its outcome is recorded', async () => {
    await released();
    expect(await run()).toEqual([]);
    expect(record()).toMatchObject({ status: 'succeeded', version: 2, attempts: [{ number: 1 }, { number: 2 }] });
    expect(world.waits.size).toBe(0);
  });

  test('that fails waits for its next time, and its lease is gone', async () => {
    world.sender.answer(url, async () => response(500));
    await released();
    await run();
    const delivery = record();
    expect(delivery).toMatchObject({ status: 'retrying', version: 2, position: { queue: 'scheduled' } });
    expect(delivery && world.itemsOf(delivery)).toMatchObject([{ queue: 'scheduled', version: 2 }]);
    expect(world.lanes.get('wh_1')).toMatchObject({
      wake: { kind: 'sleeping', at: Date.parse(delivery?.nextAttemptAt ?? '') },
    });
  });

  test('begins only while a minute of its lease is left, or its record might come after the next release', async () => {
    await released();
    world.clock.advance(leaseMs - 60_000 - 1);
    await run();
    expect(sent()).toBe(1);
    await released('d2');
    world.clock.advance(1);
    expect(await run()).toEqual([]);
    expect(sent()).toBe(1);
    expect(record('d2')).toMatchObject({ status: 'retrying', version: 1 });
    expect(world.waits.size).toBe(1);
    expect(world.facts).toContain('duplicate: d2');
  });

  test.each<[string, (lease: WaitItem) => Partial<WaitItem>]>([
    ['an earlier record', ({ version }) => ({ version: version - 1 })],
    ['another place in the lane', () => ({ recordedDueAt: iso(now + 1) })],
  ])('is not attempted by the message for %s, whose lease is removed', async (_, change) => {
    const lease = await released();
    world.retries.take();
    const other = { ...lease, ...change(lease) };
    await world.waits.put([other]);
    await send(other);
    expect(await run()).toEqual([]);
    expect(sent()).toBe(0);
    expect(world.waits.of({ deliveryId: 'd1' })).toEqual([lease]);
  });

  test('is attempted once, however often its message comes', async () => {
    const lease = await released();
    await send(lease);
    await run();
    await send(lease);
    expect(await run()).toEqual([]);
    expect(sent()).toBe(1);
    expect(record()).toMatchObject({ version: 2 });
  });

  test('of a record that may still be written keeps its lease for an hour, and then loses it', async () => {
    const lease = await released();
    const unrecorded = { ...lease, deliveryId: 'd9' };
    await world.waits.put([unrecorded]);
    world.retries.take();
    await send(unrecorded);
    expect(await run()).toHaveLength(1);
    world.clock.advanceTo(Date.parse(unrecorded.dueAt));
    await send(unrecorded);
    expect(await run()).toEqual([]);
    expect(world.waits.of(unrecorded)).toHaveLength(1);
    world.clock.advanceTo(Date.parse(unrecorded.writtenAt) + 3_600_001);
    await send(unrecorded);
    await run();
    expect(world.waits.of(unrecorded)).toEqual([]);
    expect(sent()).toBe(0);
  });

  test('that was released before its record was written comes again, and is attempted when it is', async () => {
    const lease = await released();
    world.retries.take();
    const before = record();
    if (before?.position === undefined) throw new Error('It does not wait.');
    const next = { ...lease, version: 2 };
    await world.waits.put([next]);
    await send(next);
    expect(await run()).toHaveLength(1);
    expect(sent()).toBe(0);
    await world.deliveries.change([{ before, after: { ...before, version: 2 } }]);
    await send(next);
    expect(await run()).toEqual([]);
    expect(sent()).toBe(1);
    expect(record()).toMatchObject({ status: 'succeeded', version: 3 });
  });

  test('that has ended publishes the result of its record again, and is not sent', async () => {
    const lease = await released();
    world.retries.take();
    await world.deliveries.change([
      { before: aDelivery({ id: 'd1', version: 1 }), after: aDelivery({ id: 'd1', version: 2, status: 'exhausted' }) },
    ]);
    await send(lease);
    expect(await run()).toEqual([]);
    expect(world.results.published).toMatchObject([{ kind: 'delivery.exhausted', delivery: { id: 'd1' } }]);
    expect(sent()).toBe(0);
    expect(world.waits.size).toBe(0);
  });

  test('is repeated when its result could not be published', async () => {
    const lease = await released();
    world.retries.take();
    await world.deliveries.change([
      { before: aDelivery({ id: 'd1', version: 1 }), after: aDelivery({ id: 'd1', version: 2, status: 'exhausted' }) },
    ]);
    await send(lease);
    world.results.publish = async () => {
      throw new Error('throttled');
    };
    expect(await run()).toEqual(['retry-0']);
  });
});

describe('an open circuit', () => {
  beforeEach(async () => {
    const { lane } = openLane(undefined, { ...ref, dueAt: now, outcomes: { failures: 20, succeeded: false } }, now);
    await world.lanes.write(lane);
  });

  test('has a retry wait on in its place, unless its lane has sent it through', async () => {
    await released('d1');
    await released('d2', {}, { bypassCircuit: true });
    world.sender.answer(url, async () => response(500));
    await run();
    expect(sent()).toBe(1);
    expect(record('d1')).toMatchObject({
      status: 'retrying',
      version: 2,
      attempts: { length: 1 },
      position: { queue: 'scheduled', dueAt: iso(now) },
    });
    expect(record('d2')).toMatchObject({ status: 'retrying', attempts: { length: 2 } });
    expect(world.waits.of({ deliveryId: 'd1' })).toMatchObject([{ queue: 'scheduled', version: 2 }]);
  });

  test('closes when a probe succeeds', async () => {
    await released('d1', {}, { bypassCircuit: true });
    await run();
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed' }, concurrency: 10 });
    expect(world.facts).toContain('circuit closed: wh_1');
  });
});

describe('a rate limit', () => {
  test('lets go first what its lane has released, though others queue up', async () => {
    world.webhooks.put(aWebhook({ rateLimit: { perSecond: 1 } }));
    const { lane } = openLane(undefined, { ...ref, parked: 'rate_limited' }, now);
    await world.lanes.write(lane);
    await released('d1');
    await released('d2');
    await run();
    expect(sent()).toBe(1);
    expect(record('d2')).toMatchObject({ status: 'retrying', position: { queue: 'scheduled', dueAt: iso(now) } });
  });
});

describe('a fault of ours', () => {
  test('returns all messages when their records cannot be read', async () => {
    await released('d1');
    world.deliveries.find = async () => {
      throw new Error('throttled');
    };
    expect(await run()).toEqual(['retry-0']);
    expect(world.waits.size).toBe(1);
  });

  test('in one record is made good by its outcome, which takes the lease away', async () => {
    await released('d1');
    const change = world.deliveries.change.bind(world.deliveries);
    world.deliveries.change = async () => [new WriteFault('Throttled')];
    expect(await run()).toEqual([]);
    world.deliveries.change = change;
    expect(await world.dispatchRetries()).toEqual([]);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded', version: 2 });
    expect(world.waits.of({ deliveryId: 'd1' })).toEqual([]);
    expect(world.sender.sent).toHaveLength(1);
  });

  test('in one record returns that message alone, and leaves its lease, as it has its order still', async () => {
    await released('d1');
    await released('d2');
    const change = world.deliveries.change.bind(world.deliveries);
    world.deliveries.change = async (changes) => [new WriteFault('Throttled'), ...(await change(changes.slice(1)))];
    world.outcomes.refuseOnce(['d1']);
    expect(await run()).toEqual(['retry-0']);
    expect(world.waits.of({ deliveryId: 'd1' })).toMatchObject([{ queue: 'leased', version: 1 }]);
    expect(world.waits.of({ deliveryId: 'd2' })).toEqual([]);
  });
});

describe('a retry of a webhook that has been slow lately', () => {
  const slow = (changes: Partial<Lane> = {}) =>
    world.lanes.write({
      ...openLane(undefined, { ...ref, dueAt: now }, now).lane,
      slowness: { until: now + 60_000, tookMs: 14_000 },
      ...changes,
    });

  test('is forwarded to the slow queue, and is not attempted here', async () => {
    await slow();
    await released();
    expect(await run()).toEqual([]);
    expect(sent()).toBe(0);
    expect(world.slowRetries.messages).toMatchObject([{ slowQueue: true, lease: { deliveryId: 'd1' } }]);
    expect(record()).toMatchObject({ version: 1 });
  });

  test('is attempted from that queue', async () => {
    await slow();
    await released();
    await run();
    await world.retries.send(world.slowRetries.take().map((message) => ({ message, delaySeconds: 0 })));
    await run();
    expect(sent()).toBe(1);
    expect(world.slowRetries.messages).toEqual([]);
  });

  test('comes again if that queue did not accept it', async () => {
    await slow();
    await released();
    world.slowRetries.refuseOnce(['d1']);
    expect(await run()).toEqual(['retry-0']);
    expect(world.facts).toContain('fault: retry-0');
  });

  test('comes again if that queue fails as a whole, and nothing beside it does', async () => {
    await slow();
    await released();
    await released('d2', { webhookId: 'wh_2' });
    world.webhooks.put(aWebhook({ id: 'wh_2' }));
    world.slowRetries.send = async () => {
      throw new Error('The queue is gone.');
    };
    expect(await run()).toEqual(['retry-0']);
    expect(world.recordOf('d2', 'wh_2')).toMatchObject({ status: 'succeeded' });
  });

  test('is parked here while its circuit is open, and goes out as a probe through the slow queue', async () => {
    await slow({ circuit: { state: 'open', openedAt: now, probeAt: now, probes: 0 } });
    await released('d1');
    await released('d2', {}, { bypassCircuit: true });
    await run();
    expect(sent()).toBe(0);
    expect(world.facts).toContain('circuit_open: d1');
    expect(world.slowRetries.messages.map(({ lease }) => lease.deliveryId)).toEqual(['d2']);
  });
});
