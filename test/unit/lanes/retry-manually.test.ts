import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { confirm } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import { retryManually } from '../../../functions/shared/lanes/application/retry-manually.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { StoreContended, WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const ref = { webhookId: 'wh_1', deliveryId: 'd1' };
const url = 'https://hooks.example.com/in';

let world: DeliveryWorld;
let now: number;
let log: CallLog;

beforeEach(begin);

async function begin(): Promise<void> {
  world = DeliveryWorld.withWebhook();
  now = world.clock.now().getTime();
  log = new CallLog();
  const receivedAt = new Date(now).toISOString();
  await world.events.claim([{ event: anEvent(), envelopeId: 'envelope-1', receivedAt, targets: [] }]);
  await world.deliveries.recordFirst([aDelivery({ id: 'd1', status: 'exhausted', version: 7 })]);
}

const retry = (requestId = 'click', space = 'acme') =>
  retryManually(world.container(log), { ...ref, space, requestId });
const record = () => world.recordOf('d1');

describe('a manual retry', () => {
  test('is leased from the start, in an open lane, before it is recorded and sent', async () => {
    expect(await retry()).toMatchObject({ kind: 'accepted', delivery: { status: 'pending', round: { id: 'click' } } });
    const leasedUntil = now + leaseMs;
    expect(record()).toMatchObject({
      version: 8,
      position: { queue: 'leased', dueAt: new Date(leasedUntil).toISOString() },
    });
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', wake: { kind: 'none' }, reconcileAt: leasedUntil });
    const writes = log.calls.filter((call) => /put|write|change|send/.test(call));
    expect(writes).toEqual(['waits.put', 'lanes.write', 'deliveries.change', 'retries.send']);
    expect(world.retries.messages).toMatchObject([
      { space: 'acme', bypassCircuit: true, lease: { version: 8, queue: 'leased' } },
    ]);
    expect(world.retries.delays).toEqual([0]);
  });

  test('goes through an open circuit and past what is parked', async () => {
    const update = { webhookId: 'wh_1', space: 'acme', dueAt: now, outcomes: { failures: 20, succeeded: false } };
    await world.lanes.write(openLane(undefined, update, now).lane);
    await retry();
    expect(await world.dispatchRetries()).toEqual([]);
    expect(record()).toMatchObject({ status: 'succeeded' });
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed' } });
  });

  test('that fails ends the delivery, and mails nobody, for the human watches', async () => {
    world.sender.answer(url, async () => response(500));
    await retry();
    await world.dispatchRetries();
    expect(record()).toMatchObject({ status: 'exhausted', reason: 'A manual retry is one attempt, and it failed.' });
    expect(world.results.published).toEqual([]);
    expect(world.waits.size).toBe(0);
  });

  test('is put into the partition that its lane reads', async () => {
    const { lane } = openLane(undefined, { webhookId: 'wh_1', space: 'acme', dueAt: now }, now);
    await world.lanes.write({ ...lane, partitions: 8 });
    await retry();
    const { leased } = await world.waits.find({ webhookId: 'wh_1', partitions: 8, limit: 9 });
    expect(leased).toHaveLength(1);
    expect(leased[0]?.partition).toBeGreaterThan(0);
  });

  test('asked for twice is one', async () => {
    await retry();
    expect(await retry()).toMatchObject({ kind: 'accepted', delivery: { version: 8 } });
    expect(world.retries.messages).toHaveLength(1);
    await world.dispatchRetries();
    expect(await retry()).toMatchObject({ kind: 'accepted', delivery: { status: 'succeeded' } });
    expect(world.retries.messages).toEqual([]);
    expect(await retry('again')).toMatchObject({ kind: 'accepted' });
  });

  test('is refused while the delivery goes on, or its webhook is stopped', async () => {
    await retry();
    expect(await retry('other')).toMatchObject({ kind: 'still_going' });
    await world.dispatchRetries();
    for (const status of ['paused', 'disabled'] as const) {
      world.webhooks.put(aWebhook({ status }));
      expect(await retry('third')).toEqual({ kind: 'webhook_stopped', status });
    }
  });

  test('of what is not there, or is of another space, is not found', async () => {
    expect(await retry('click', 'other')).toEqual({ kind: 'not_found' });
    world.webhooks.delete('wh_1');
    expect(await retry()).toEqual({ kind: 'not_found' });
    expect(log.calls.filter((call) => /put|write|change|send/.test(call))).toEqual([]);
  });

  test('decides anew when somebody else was quicker', async () => {
    const change = world.deliveries.change.bind(world.deliveries);
    let writes = 0;
    world.deliveries.change = async (changes) => {
      writes += 1;
      if (writes === 1) {
        const [first] = changes;
        if (first)
          await change([{ before: first.before, after: { ...first.before, version: 8, reason: 'Replayed.' } }]);
      }
      return change(changes);
    };
    expect(await retry()).toMatchObject({ kind: 'accepted', delivery: { version: 9 } });
    expect(world.retries.messages).toMatchObject([{ lease: { version: 9 } }]);
  });

  test('gives up when the delivery is changed during each of five tries, and sends nothing', async () => {
    const change = jest.fn<typeof world.deliveries.change>().mockResolvedValue(['changed']);
    for (let count = 0; count < 5; count += 1) change.mockResolvedValueOnce(['moved_on']);
    world.deliveries.change = change;
    await expect(retry()).rejects.toThrow(StoreContended);
    expect(world.retries.messages).toEqual([]);
    expect(await retry()).toMatchObject({ kind: 'accepted' });
  });

  test.each<[string, () => void]>([
    ['its lease', () => (world.waits.put = async () => [new WriteFault('Throttled')])],
    ['its record', () => (world.deliveries.change = async () => [new WriteFault('Throttled')])],
  ])('is a fault of ours when %s cannot be written, and then nothing is sent', async (_, breakIt) => {
    breakIt();
    await expect(retry()).rejects.toThrow('could not be written');
    expect(world.retries.messages).toEqual([]);
    expect(record()).toMatchObject({ status: 'exhausted', version: 7 });
  });

  test('is not lost in whichever call the function dies', async () => {
    await retry();
    const calls = log.calls.length;
    for (let call = 1; call <= calls; call += 1) {
      await begin();
      log.dieInCall(call);
      await Promise.race([retry(), untilQuiet()]);
      const delivery = record();
      if (delivery?.status !== 'pending') continue;
      expect(world.itemsOf(delivery).map((item) => confirm(item, delivery))).toContain('confirmed');
      world.clock.advance(leaseMs);
      await world.reconcile();
      await world.wake();
      await world.dispatchRetries();
      expect(record()).toMatchObject({ status: 'succeeded' });
    }
  });
});
