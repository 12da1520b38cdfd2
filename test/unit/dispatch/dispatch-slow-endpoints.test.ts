import { beforeEach, describe, expect, test } from '@jest/globals';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { aMessage as message } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let world: DeliveryWorld;
const ref = { webhookId: 'wh_1', space: 'acme' };
const url = 'https://hooks.example.com/in';

beforeEach(() => {
  world = DeliveryWorld.withWebhook();
});

const run = (...messages: Parameters<DeliveryWorld['dispatch']>[0]) => world.dispatch(messages);

describe('a slow endpoint', () => {
  const now = () => world.clock.now().getTime();
  const took = (durationMs: number) => world.sender.answer(url, async () => ({ ...response(200), durationMs }));
  const slowness = () => world.lanes.get('wh_1')?.slowness;

  test('is recorded in a lane that stays closed, and its deliveries use the slow queue then', async () => {
    took(14_000);
    await run(message('d1'));
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'closed', slowness: { tookMs: 14_000 } });
    expect(world.facts).toContain('slow: wh_1');
    expect(await run(message('d2'))).toEqual([]);
    expect(world.sender.sent).toHaveLength(1);
    expect(world.recordOf('d2')).toBeUndefined();
    expect(world.slowDeliveries.messages).toMatchObject([{ deliveryId: 'd2', slowQueue: true, repeated: true }]);
  });

  test('is not noted when it takes just less than two seconds', async () => {
    took(1_999);
    await run(message('d1'));
    expect(world.lanes.get('wh_1')).toBeUndefined();
  });

  test('is recorded while it still waits, and in full when it has responded', async () => {
    let wake = () => {};
    world.pause = (ms) =>
      new Promise((resolve) => {
        if (ms === 2_000) wake = resolve;
      });
    let answer = (_: HttpResult) => {};
    world.sender.answer(url, () => new Promise((resolve) => (answer = resolve)));
    const running = run(message('d1'));
    await untilQuiet();
    expect(slowness()).toBeUndefined();
    wake();
    await untilQuiet();
    expect(slowness()).toMatchObject({ tookMs: 2_000 });
    answer({ ...response(200), durationMs: 14_000 });
    await running;
    expect(slowness()).toMatchObject({ tookMs: 14_000 });
  });

  test('is noted before the batch is done with, for the function may be frozen then', async () => {
    took(14_000);
    let noted = () => {};
    const write = world.lanes.write.bind(world.lanes);
    world.lanes.write = async (lane) => {
      await new Promise<void>((resolve) => (noted = resolve));
      return write(lane);
    };
    let isDone = false;
    const running = run(message('d1')).then(() => (isDone = true));
    await untilQuiet();
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded' });
    expect(isDone).toBe(false);
    noted();
    await running;
    expect(slowness()).toMatchObject({ tookMs: 14_000 });
  });

  test('delays nobody: what is in one batch with its deliveries is attempted', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_2', url: 'https://other.example.com/' }));
    took(14_000);
    await run(message('d1'));
    await run(message('d2'), message('d3', { webhookId: 'wh_2' }));
    expect(world.recordOf('d3', 'wh_2')).toMatchObject({ status: 'succeeded' });
    expect(world.slowDeliveries.messages.map(({ deliveryId }) => deliveryId)).toEqual(['d2']);
  });

  test('gets its message again if the slow queue did not accept it', async () => {
    took(14_000);
    await run(message('d1'));
    world.slowDeliveries.refuseOnce(['d2']);
    expect(await run(message('d2'))).toEqual(['message-d2']);
    expect(world.facts).toContain('fault: message-d2');
  });

  test('harms no other when the slow queue fails as a whole', async () => {
    took(14_000);
    await run(message('d1'));
    world.webhooks.put(aWebhook({ id: 'wh_2' }));
    world.slowDeliveries.send = async () => {
      throw new Error('The queue is gone.');
    };
    expect(await run(message('d2'), message('d3', { webhookId: 'wh_2' }))).toEqual(['message-d2']);
    expect(world.recordOf('d3', 'wh_2')).toMatchObject({ status: 'succeeded' });
  });

  test('is sent to from the slow queue, each delivery once though it was forwarded twice', async () => {
    took(14_000);
    await run(message('d1'));
    await run(message('d2'));
    await run(message('d2'));
    const [first, second] = world.slowDeliveries.take();
    if (first === undefined || second === undefined) throw new Error('It was not sent on.');
    await run({ messageId: 'm1', receiveCount: 1, delivery: first });
    await run({ messageId: 'm2', receiveCount: 1, delivery: second });
    expect(world.sender.sent).toHaveLength(2);
    expect(world.slowDeliveries.messages).toEqual([]);
  });

  test('keeps to its share there: what is beyond is parked, and more queues up behind', async () => {
    await world.lanes.write({
      ...openLane(undefined, { ...ref, dueAt: now() }, now()).lane,
      slowness: { until: now() + 60_000, tookMs: 50_000 },
    });
    await run(...['d1', 'd2', 'd3'].map((id) => message(id, { slowQueue: true })));
    expect(world.sender.sent).toHaveLength(2);
    expect(world.recordOf('d3')).toMatchObject({ position: { queue: 'parked' } });
    expect(world.lanes.get('wh_1')).toMatchObject({ rateBacklog: true });
    world.clock.advance(1_000);
    await run(message('d4', { slowQueue: true }));
    expect(world.sender.sent).toHaveLength(2);
  });

  test('is parked at once while its circuit is open, without a second queue', async () => {
    await world.lanes.write({
      ...openLane(undefined, { ...ref, dueAt: now() }, now()).lane,
      circuit: { state: 'open', openedAt: now(), probeAt: now() + 30_000, probes: 0 },
      slowness: { until: now() + 60_000, tookMs: 5_000 },
    });
    await run(message('d1'));
    expect(world.slowDeliveries.messages).toEqual([]);
    expect(world.recordOf('d1')).toMatchObject({ position: { queue: 'parked' } });
  });

  test('is done with though it could not be noted', async () => {
    took(14_000);
    world.lanes.write = async () => {
      throw new Error('throttled');
    };
    expect(await run(message('d1'))).toEqual([]);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded' });
    expect(world.facts).toContain('slowness not recorded: wh_1');
  });
});
