import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { aMessage as message } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let world: DeliveryWorld;
const url = 'https://hooks.example.com/in';

beforeEach(() => {
  world = DeliveryWorld.withWebhook();
});

const run = (...messages: Parameters<DeliveryWorld['dispatch']>[0]) => world.dispatch(messages);

describe('a fault of ours returns the message alone and uses up no attempt', () => {
  test('when a webhook cannot be read', async () => {
    const find = world.webhooks.find.bind(world.webhooks);
    world.webhooks.find = async (refs) => {
      if (refs.some(({ webhookId }) => webhookId === 'wh_sealed')) throw new Error('the keyring has no such key');
      return find(refs);
    };
    expect(await run(message('d1', { webhookId: 'wh_sealed' }), message('d2'))).toEqual(['message-d1']);
    expect(world.recordOf('d2')).toBeDefined();
  });

  test('when its outcome could be neither written nor kept', async () => {
    world.refuseRecordOf('d1');
    world.outcomes.refuseOnce(['d1']);
    expect(await run(message('d1'), message('d2'))).toEqual(['message-d1']);
    expect(world.facts).toContain('fault: message-d1');
  });

  test('when the table and the queue of outcomes are at fault, for the whole batch', async () => {
    world.deliveries.recordFirst = async () => {
      throw new Error('throttled');
    };
    world.outcomes.send = async () => {
      throw new Error('throttled');
    };
    expect(await run(message('d1'), message('d2'))).toEqual(['message-d1', 'message-d2']);
    expect(world.facts).toContain('fault: message-d1,message-d2');
  });

  test('when it was not sent and its place in the lane could not be written', async () => {
    world.webhooks.put(aWebhook({ status: 'paused' }));
    world.refuseRecordOf('d1');
    expect(await run(message('d1'))).toEqual(['message-d1']);
    expect(world.outcomes.outcomes).toEqual([]);
  });

  test('when the sender itself breaks', async () => {
    world.sender.answer(url, async () => {
      throw new Error('out of sockets');
    });
    expect(await run(message('d1'))).toEqual(['message-d1']);
    expect(world.recordOf('d1')).toBeUndefined();
  });

  test('when its rate cannot be counted', async () => {
    world.webhooks.put(aWebhook({ id: 'wh_2', url, rateLimit: { perSecond: 1 } }));
    world.rates.acquire = async () => {
      throw new Error('throttled');
    };
    expect(await run(message('d1', { webhookId: 'wh_2' }), message('d2'))).toEqual(['message-d1']);
    expect(world.recordOf('d1', 'wh_2')).toBeUndefined();
    expect(world.recordOf('d2')).toMatchObject({ status: 'succeeded' });
  });
});

describe('what was sent but could not be recorded', () => {
  test('is recorded later and not sent again', async () => {
    const restore = world.refuseRecordOf('d1');
    expect(await run(message('d1'), message('d2'))).toEqual([]);
    expect(world.recordOf('d1')).toBeUndefined();
    restore();
    expect(await world.dispatchRetries()).toEqual([]);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded', attempts: [{ number: 1 }] });
    expect(world.sender.sent).toHaveLength(2);
  });

  test('waits for its retry in its lane, as if it had been recorded at once', async () => {
    world.sender.answer(url, async () => response(500));
    const restore = world.refuseRecordOf('d1');
    await run(message('d1'));
    restore();
    await world.dispatchRetries();
    expect(world.recordOf('d1')).toMatchObject({ status: 'retrying', position: { queue: 'scheduled' } });
    expect(world.waits.all).toMatchObject([{ deliveryId: 'd1', queue: 'scheduled' }]);
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', circuit: { failures: 1 } });
  });

  test('leaves alone what another message has recorded meanwhile', async () => {
    const restore = world.refuseRecordOf('d1');
    await run(message('d1'));
    restore();
    await run(message('d1', { receiveCount: 2 }));
    const first = world.recordOf('d1');
    expect(await world.dispatchRetries()).toEqual([]);
    expect(world.recordOf('d1')).toEqual(first);
  });

  test('is recorded once though two messages hold it', async () => {
    const restore = world.refuseRecordOf('d1');
    await run(message('d1'));
    await run(message('d1', { receiveCount: 2 }));
    restore();
    expect(await world.dispatchRetries()).toEqual(['outcome-0']);
    expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded', version: 1 });
  });

  test('is not kept for a webhook that was deleted meanwhile', async () => {
    const restore = world.refuseRecordOf('d1');
    await run(message('d1'));
    restore();
    world.webhooks.delete('wh_1');
    expect(await world.dispatchRetries()).toEqual([]);
    expect(world.recordOf('d1')).toBeUndefined();
  });

  test('comes again by its own message while the table is still at fault', async () => {
    world.refuseRecordOf('d1');
    await run(message('d1'));
    expect(await world.dispatchRetries()).toEqual(['outcome-0']);
    expect(world.outcomes.outcomes).toEqual([]);
  });
});
