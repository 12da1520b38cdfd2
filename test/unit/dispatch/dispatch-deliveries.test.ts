import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchDeliveries } from '../../../functions/shared/dispatch/application/dispatch-deliveries.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { anEvent } from '../../support/records/event.ts';
import { aMessage as message } from '../../support/records/message.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let world: DeliveryWorld;
const ref = { webhookId: 'wh_1', space: 'acme' };
const url = 'https://hooks.example.com/in';

beforeEach(() => {
  world = DeliveryWorld.withWebhook();
});

const run = (...messages: Parameters<DeliveryWorld['dispatch']>[0]) => world.dispatch(messages);

const status = async () => (await world.webhooks.read(ref))?.status;

test('sends the event and records the delivery with its attempt', async () => {
  expect(await run(message('d1'))).toEqual([]);
  expect(world.sender.sent).toMatchObject([{ url, method: 'POST' }]);
  expect(world.recordOf('d1')).toMatchObject({
    status: 'succeeded',
    version: 1,
    eventType: 'hit.detected',
    attempts: [{ number: 1, status: 200, durationMs: 12 }],
  });
  expect(world.waits.size).toBe(0);
});

test('reads an event that was too large for the message, though a later one has its id', async () => {
  const targets: string[] = [];
  const claim = (envelopeId: string, receivedAt: string) =>
    world.events.claim([{ event: anEvent({ data: envelopeId }), envelopeId, receivedAt, targets }]);
  await claim('envelope-1', '2026-01-01T00:00:00.000Z');
  await claim('envelope-2', '2026-01-02T00:00:00.000Z');
  await run(message('d1', { event: undefined }), message('d2', { event: undefined, envelopeId: 'envelope-2' }));
  expect(world.sender.sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)).data)).toEqual([
    'envelope-1',
    'envelope-2',
  ]);
  expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded', envelopeId: 'envelope-1' });
});

test('a failed attempt waits for its retry in a lane that wakes for it, and its message is done with', async () => {
  world.sender.answer(url, async () => response(500, 'oops'));
  expect(await run(message('d1'))).toEqual([]);
  const delivery = world.recordOf('d1');
  expect(delivery).toMatchObject({
    status: 'retrying',
    attempts: [{ number: 1, status: 500, failure: 'server_error', responseExcerpt: 'oops' }],
    position: { queue: 'scheduled' },
  });
  const dueAt = delivery?.nextAttemptAt ?? '';
  expect(await world.waits.find({ webhookId: 'wh_1', partitions: 1, limit: 9 })).toMatchObject({
    scheduled: [{ deliveryId: 'd1', version: 1, partition: 0, dueAt }],
  });
  expect(world.runner.runs).toEqual([{ ...ref, generation: 1, wakeAt: Date.parse(dueAt) }]);
});

test('a webhook whose attempts succeed has no lane', async () => {
  await run(message('d1'));
  expect(world.lanes.get('wh_1')).toBeUndefined();
});

test('what is for a paused webhook is held unsent, in a lane', async () => {
  world.webhooks.put(aWebhook({ status: 'paused' }));
  await run(message('d1'));
  expect(world.sender.sent).toEqual([]);
  expect(world.recordOf('d1')).toMatchObject({ status: 'held', attempts: [], position: { queue: 'parked' } });
  expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', rateBacklog: false });
});

describe('failures', () => {
  const outage = () => world.sender.answer(url, async () => response(500));
  const batch = (name: string) => run(...Array.from({ length: 10 }, (_, index) => message(`${name}${index}`)));

  test('of two full batches in a row open the circuit, and then nothing is sent that nobody asked for', async () => {
    outage();
    await batch('a');
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed', failures: 10 } });
    await batch('b');
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'open' } });
    expect(world.facts).toContain('circuit opened: wh_1');
    await run(message('d1'), message('d2'));
    expect(world.sender.sent).toHaveLength(20);
    expect(world.facts).toContain('circuit_open: d1');
    expect(world.recordOf('d1')).toMatchObject({ status: 'pending', attempts: [], position: { queue: 'parked' } });
  });

  test('are counted from none again after a 2xx, even one that breaks its contract', async () => {
    outage();
    await batch('a');
    world.sender.answer(url, async () => response(200));
    await run(message('d1'));
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed', failures: 0 } });
    outage();
    await batch('b');
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed', failures: 10 } });
    world.webhooks.put(aWebhook({ kind: 'pre_approval' }));
    world.sender.answer(url, async () => response(200, 'no JSON'));
    await run(message('d2'));
    expect(world.recordOf('d2')).toMatchObject({ attempts: [{ failure: 'response_contract' }] });
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed', failures: 0 } });
  });

  test('that another attempt would not mend do not count against the endpoint', async () => {
    outage();
    await batch('a');
    world.sender.answer(url, async () => ({
      kind: 'no_response',
      errorClass: 'blocked_address',
      detail: 'It leads inside.',
      durationMs: 1,
    }));
    await batch('b');
    expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'closed', failures: 10 } });
  });

  test('of one webhook do not hold up another', async () => {
    outage();
    world.webhooks.put(aWebhook({ id: 'wh_2', url: 'https://two.example.com/' }));
    await batch('a');
    await batch('b');
    await run(message('d1', { webhookId: 'wh_2' }), message('d2'));
    expect(world.recordOf('d1', 'wh_2')).toMatchObject({ status: 'succeeded' });
    expect(world.recordOf('d2')).toMatchObject({ status: 'pending' });
  });
});

describe('beyond the rate limit', () => {
  beforeEach(() => world.webhooks.put(aWebhook({ rateLimit: { perSecond: 2 } })));

  test('deliveries wait in the lane and use up no attempt', async () => {
    await run(message('d1'), message('d2'), message('d3'));
    expect(world.sender.sent).toHaveLength(2);
    expect(world.recordOf('d3')).toMatchObject({ status: 'pending', attempts: [], position: { queue: 'parked' } });
    expect(world.lanes.get('wh_1')).toMatchObject({ status: 'open', rateBacklog: true });
  });

  test('new ones queue up behind those that wait, though a new second has come', async () => {
    await run(message('d1'), message('d2'), message('d3'));
    world.clock.advance(5_000);
    await run(message('d4'));
    expect(world.sender.sent).toHaveLength(2);
    expect(world.recordOf('d4')).toMatchObject({ status: 'pending', position: { queue: 'parked' } });
  });
});

test('an item is put into the partition that its lane reads', async () => {
  const { lane } = openLane(undefined, { ...ref, dueAt: 0 }, 0);
  await world.lanes.write({ ...lane, partitions: 8 });
  world.sender.answer(url, async () => response(500));
  await run(...Array.from({ length: 10 }, (_, index) => message(`d${index}`)));
  const { scheduled } = await world.waits.find({ webhookId: 'wh_1', partitions: 8, limit: 99 });
  expect(scheduled).toHaveLength(10);
  expect(new Set(scheduled.map(({ partition }) => partition)).size).toBeGreaterThan(1);
});

test('a 410 disables the webhook and notifies its owner', async () => {
  world.sender.answer(url, async () => response(410));
  await run(message('d1'));
  expect(world.recordOf('d1')).toMatchObject({ status: 'failed', attempts: [{ failure: 'gone' }] });
  expect(await status()).toBe('disabled');
  expect(world.results.published).toMatchObject([{ kind: 'webhook.disabled' }]);
});

test('records for a disabled webhook that nothing was sent, and drops for a deleted one', async () => {
  world.webhooks.put(aWebhook({ id: 'wh_off', status: 'disabled' }));
  expect(await run(message('d1', { webhookId: 'wh_off' }), message('d2', { webhookId: 'wh_gone' }))).toEqual([]);
  expect(world.sender.sent).toEqual([]);
  expect(world.recordOf('d1', 'wh_off')).toMatchObject({ status: 'discarded', reason: 'The webhook is disabled.' });
  expect(world.recordOf('d2', 'wh_gone')).toBeUndefined();
});

test('an endpoint that hangs delays no record but its own', async () => {
  const slow = 'https://slow.example.com/';
  world.webhooks.put(aWebhook({ id: 'wh_slow', url: slow }));
  let answerSlow: (result: HttpResult) => void = () => undefined;
  world.sender.answer(slow, () => new Promise((resolve) => (answerSlow = resolve)));
  let goOn: () => void = () => undefined;
  const waveMs = 500;
  world.pause = (ms) =>
    new Promise((resolve) => {
      if (ms === waveMs) goOn = resolve;
    });
  const running = run(message('d1'), message('d2', { webhookId: 'wh_slow' }), message('d3'));
  await untilQuiet();
  goOn();
  await untilQuiet();
  expect(world.recordOf('d1')).toMatchObject({ status: 'succeeded' });
  expect(world.recordOf('d3')).toMatchObject({ status: 'succeeded' });
  expect(world.recordOf('d2', 'wh_slow')).toBeUndefined();
  answerSlow(response(200));
  expect(await running).toEqual([]);
  expect(world.recordOf('d2', 'wh_slow')).toMatchObject({ status: 'succeeded' });
});

describe('duplicates', () => {
  test('in one batch are sent once', async () => {
    await run(message('d1'), message('d1'));
    expect(world.sender.sent).toHaveLength(1);
    expect(world.facts).toEqual(['duplicate: d1', 'succeeded: d1']);
  });

  test.each([
    ['a message that comes again', { receiveCount: 2 }],
    ['a fan-out that was run again', { repeated: true }],
  ])('of %s are not sent when there is a record, and are when there is none', async (_, changes) => {
    await run(message('d1'));
    await run(message('d1', changes), message('d2', changes));
    expect(world.sender.sent).toHaveLength(2);
    expect(world.recordOf('d2')).toBeDefined();
  });

  test('whose first result was not published are published by the second, which is not sent', async () => {
    world.webhooks.put(aWebhook({ retrySchedule: [] }));
    world.sender.answer(url, async () => response(500));
    const publish = world.results.publish.bind(world.results);
    world.results.publish = async () => {
      throw new Error('the bus is throttled');
    };
    world.outcomes.refuseOnce(['d1']);
    expect(await run(message('d1'))).toEqual(['message-d1']);
    world.results.publish = publish;
    expect(await run(message('d1', { receiveCount: 2 }))).toEqual([]);
    expect(world.sender.sent).toHaveLength(1);
    expect(world.results.published).toMatchObject([{ kind: 'delivery.exhausted', delivery: { id: 'd1' } }]);
  });

  test('that are handed out together share the fate of the first, as another batch may rely on either', async () => {
    world.refuseRecordOf('d1');
    world.outcomes.refuseOnce(['d1']);
    const twice = [message('d1'), { ...message('d1'), messageId: 'copy-d1' }];
    expect(await run(...twice, message('d2'))).toEqual(['message-d1', 'copy-d1']);
    expect(world.sender.sent).toHaveLength(2);
  });

  test('that are attempted concurrently are recorded once, and the second publishes what the first recorded', async () => {
    world.webhooks.put(aWebhook({ retrySchedule: [] }));
    world.sender.answer(url, async () => response(500));
    const recordFirst = world.deliveries.recordFirst.bind(world.deliveries);
    world.deliveries.recordFirst = async (all) => {
      // Another function is quicker, and dies before it tells.
      await recordFirst(all.map((delivery) => ({ ...delivery, reason: 'The other one.' })));
      return recordFirst(all);
    };
    expect(await run(message('d1'))).toEqual([]);
    expect(world.results.published).toMatchObject([
      { kind: 'delivery.exhausted', delivery: { reason: 'The other one.' } },
    ]);
  });
});

test('a token endpoint that fails opens the circuit, like the endpoint itself', async () => {
  const auth = { type: 'oauth2', tokenUrl: 'https://auth.example.com/', clientId: 'a', clientSecret: 'b' } as const;
  world.webhooks.put(aWebhook({ id: 'wh_1', url, auth }));
  const failed = { kind: 'failed', reason: 'The token endpoint failed.', retry: { kind: 'on_schedule' } } as const;
  const tokens = { get: async () => failed, refresh: async () => failed };
  const ids = Array.from({ length: 20 }, (_, index) => `d${index}`);
  await dispatchDeliveries(
    { ...world.container(), tokens },
    ids.map((id) => message(id)),
  );
  expect(world.lanes.get('wh_1')).toMatchObject({ circuit: { state: 'open' } });
  await run(message('d20'));
  expect(world.recordOf('d20')).toMatchObject({ attempts: [], position: { queue: 'parked' } });
  expect(world.sender.sent).toEqual([]);
});

test("a template uses the webhook's own texts for the event type", async () => {
  world.webhooks.put({ ...aWebhook(), payload: { format: 'template', template: { text: '${TITLE}: ${EVENT_MSG}' } } });
  world.texts.set(`${aWebhook().id}#${message('dlv_1').delivery.eventType}`, { title: 'Ours', message: 'own words' });
  await run(message('dlv_1'));
  expect(Buffer.from(world.sender.sent[0]?.body ?? '').toString()).toBe('{"text":"Ours: own words"}');
});
