import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DispatchReport } from '../../../functions/shared/application/attempt-batch.ts';
import { type DispatchMessage, dispatch } from '../../../functions/shared/application/dispatch-deliveries.ts';
import { laneKeeper } from '../../../functions/shared/application/lane-keeper.ts';
import type { DeliveryMessage } from '../../../functions/shared/application/ports/delivery-queue.ts';
import { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';
import type { HttpResult } from '../../../functions/shared/domain/http-result.ts';
import type { NotificationTexts } from '../../../functions/shared/domain/payload.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryResults } from '../../support/in-memory/delivery-results.ts';
import { InMemoryDeliveryStore } from '../../support/in-memory/delivery-store.ts';
import { InMemoryEventStore } from '../../support/in-memory/event-store.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';
import { InMemoryRateLimiter } from '../../support/in-memory/rate-limiter.ts';
import { InMemoryRuleDirectory } from '../../support/in-memory/rules.ts';
import { response, ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { InMemoryStepAnswers } from '../../support/in-memory/step-answers.ts';
import { InMemoryWebhookDirectory } from '../../support/in-memory/webhook-directory.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let webhooks: InMemoryWebhookDirectory;
let events: InMemoryEventStore;
let deliveries: InMemoryDeliveryStore;
let sender: ScriptedSender;
let lanes: InMemoryLaneStore;
let runner: InMemoryLaneRunner;
let results: InMemoryDeliveryResults;
let facts: string[];
let pause: (ms: number) => Promise<void>;

const report: DispatchReport = {
  attempted: (attempts) =>
    facts.push(...attempts.map(({ delivery, verdict }) => `${verdict.outcome}: ${delivery.deliveryId}`)),
  parked: ({ delivery, why }) => facts.push(`${why}: ${delivery.deliveryId}`),
  discarded: ({ delivery, reason }) => facts.push(`discarded: ${delivery.deliveryId}: ${reason}`),
  duplicate: ({ delivery }) => facts.push(`duplicate: ${delivery.deliveryId}`),
  delayed: ({ delivery }) => facts.push(`delayed: ${delivery.deliveryId}`),
  fault: ({ messageIds }) => facts.push(`fault: ${messageIds.join()}`),
};

beforeEach(() => {
  texts.clear();
  webhooks = new InMemoryWebhookDirectory();
  events = new InMemoryEventStore();
  deliveries = new InMemoryDeliveryStore();
  sender = new ScriptedSender();
  lanes = new InMemoryLaneStore();
  runner = new InMemoryLaneRunner();
  results = new InMemoryDeliveryResults();
  facts = [];
  pause = () => new Promise(() => undefined);
  webhooks.put(aWebhook());
});

const texts = new Map<string, NotificationTexts>();

const laneReport = { notStarted: () => {}, circuitOpened: () => {}, circuitClosed: () => {} };

const run = (...messages: readonly DispatchMessage[]) => {
  const clock = new VirtualClock();
  const keeper = laneKeeper({ clock, lanes, runner, report: laneReport });
  const rates = new InMemoryRateLimiter();
  const notifications = {
    find: async (ref: Readonly<{ webhookId: string; eventType: string }>) =>
      texts.get(`${ref.webhookId}#${ref.eventType}`),
  };
  const ofRules = {
    rules: new InMemoryRuleDirectory(),
    answers: new InMemoryStepAnswers(),
    retries: { send: async () => new Set<string>() },
  };
  const stores = { ...ofRules, notifications, webhooks, events, deliveries, results, webhookSwitch: webhooks };
  return dispatch({ ...stores, sender, clock, keeper, rates, pause, version: '1.2.3', report }).run(messages);
};

const message = (
  deliveryId: string,
  {
    receiveCount = 1,
    ...changes
  }: Partial<Extract<DeliveryMessage, { webhookId: string }>> & { receiveCount?: number } = {},
): DispatchMessage => ({
  messageId: `message-${deliveryId}`,
  receiveCount,
  delivery: {
    deliveryId,
    space: 'acme',
    webhookId: 'wh_1',
    eventId: 'evt_1',
    envelopeId: 'envelope-1',
    eventType: 'hit.detected',
    event: anEvent(),
    repeated: false,
    ...changes,
  },
});

const record = async (deliveryId: string, webhookId = 'wh_1') =>
  (await deliveries.find([{ webhookId, deliveryId }]))[0];

/** Until all that waits for no answer has gone on. */
const untilQuiet = () => new Promise((resolve) => setImmediate(resolve));

test('sends the event and records the delivery with its attempt', async () => {
  expect(await run(message('d1'))).toEqual([]);
  expect(sender.sent).toMatchObject([{ url: 'https://hooks.example.com/in', method: 'POST' }]);
  expect(await record('d1')).toMatchObject({
    state: 'succeeded',
    eventType: 'hit.detected',
    attempts: [{ number: 1, status: 200, durationMs: 12 }],
  });
});

test('reads an event that was too large for the message, though a later one has its id', async () => {
  const targets: string[] = [];
  const claim = (envelopeId: string, receivedAt: string) =>
    events.claim([{ event: anEvent({ data: envelopeId }), envelopeId, receivedAt, targets }]);
  await claim('envelope-1', '2026-01-01T00:00:00.000Z');
  await claim('envelope-2', '2026-01-02T00:00:00.000Z');
  await run(message('d1', { event: undefined }), message('d2', { event: undefined, envelopeId: 'envelope-2' }));
  expect(sender.sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)).data)).toEqual([
    'envelope-1',
    'envelope-2',
  ]);
  expect(await record('d1')).toMatchObject({ state: 'succeeded', envelopeId: 'envelope-1' });
});

test('a failed attempt waits for its retry in a lane that runs, and its message is done with', async () => {
  sender.answer('https://hooks.example.com/in', async () => response(500, 'oops'));
  expect(await run(message('d1'))).toEqual([]);
  expect(await record('d1')).toMatchObject({
    state: 'retrying',
    attempts: [{ number: 1, status: 500, failure: 'server_error', responseExcerpt: 'oops' }],
    place: { queue: 'scheduled' },
  });
  expect(runner.runs).toMatchObject([{ webhookId: 'wh_1', generation: 1 }]);
});

test('a webhook that answers has no lane', async () => {
  await run(message('d1'));
  expect(lanes.get('wh_1')).toBeUndefined();
});

test('what is for a paused webhook is held unsent, in a lane', async () => {
  webhooks.put(aWebhook({ status: 'paused' }));
  await run(message('d1'));
  expect(sender.sent).toEqual([]);
  expect(await record('d1')).toMatchObject({ state: 'held', attempts: [], place: { queue: 'unsent' } });
  expect(lanes.get('wh_1')).toMatchObject({ state: 'open' });
});

test('beyond the rate limit deliveries wait in the lane and use up no attempt', async () => {
  webhooks.put(aWebhook({ rateLimit: { perSecond: 2 } }));
  await run(message('d1'), message('d2'), message('d3'));
  expect(sender.sent).toHaveLength(2);
  expect(await record('d3')).toMatchObject({ state: 'pending', attempts: [], place: { queue: 'unsent' } });
});

test('an endpoint that is gone has its webhook disabled and its owner told', async () => {
  sender.answer('https://hooks.example.com/in', async () => response(410));
  await run(message('d1'));
  expect(await record('d1')).toMatchObject({ state: 'failed', attempts: [{ failure: 'gone' }] });
  expect(await webhooks.read({ space: 'acme', webhookId: 'wh_1' })).toMatchObject({ status: 'disabled' });
  expect(results.published).toMatchObject([{ kind: 'webhook.disabled' }]);
});

test('records for a disabled webhook that nothing was sent, and drops for a deleted one', async () => {
  webhooks.put(aWebhook({ id: 'wh_off', status: 'disabled' }));
  expect(await run(message('d1', { webhookId: 'wh_off' }), message('d2', { webhookId: 'wh_gone' }))).toEqual([]);
  expect(sender.sent).toEqual([]);
  expect(await record('d1', 'wh_off')).toMatchObject({ state: 'discarded', reason: 'The webhook is disabled.' });
  expect(await record('d2', 'wh_gone')).toBeUndefined();
});

test('an endpoint that hangs delays no record but its own', async () => {
  const slow = 'https://slow.example.com/';
  webhooks.put(aWebhook({ id: 'wh_slow', url: slow }));
  let answerSlow: (result: HttpResult) => void = () => undefined;
  sender.answer(slow, () => new Promise((resolve) => (answerSlow = resolve)));
  let goOn: () => void = () => undefined;
  pause = () => new Promise((resolve) => (goOn = resolve));
  const running = run(message('d1'), message('d2', { webhookId: 'wh_slow' }), message('d3'));
  await untilQuiet();
  goOn();
  await untilQuiet();
  expect(await record('d1')).toMatchObject({ state: 'succeeded' });
  expect(await record('d3')).toMatchObject({ state: 'succeeded' });
  expect(await record('d2', 'wh_slow')).toBeUndefined();
  answerSlow(response(200));
  expect(await running).toEqual([]);
  expect(await record('d2', 'wh_slow')).toMatchObject({ state: 'succeeded' });
});

describe('duplicates', () => {
  test('in one batch are sent once', async () => {
    await run(message('d1'), message('d1'));
    expect(sender.sent).toHaveLength(1);
    expect(facts).toEqual(['duplicate: d1', 'succeeded: d1']);
  });

  test.each([
    ['a message that comes again', { receiveCount: 2 }],
    ['a fan-out that was run again', { repeated: true }],
  ])('of %s are not sent when there is a record, and are when there is none', async (_, changes) => {
    await run(message('d1'));
    await run(message('d1', changes), message('d2', changes));
    expect(sender.sent).toHaveLength(2);
    expect(await record('d2')).toBeDefined();
  });
});

describe('a fault of ours returns the message alone and uses up no attempt', () => {
  test('when a webhook cannot be read', async () => {
    const find = webhooks.find.bind(webhooks);
    webhooks.find = async (refs) => {
      if (refs.some(({ webhookId }) => webhookId === 'wh_sealed')) throw new Error('the keyring has no such key');
      return find(refs);
    };
    expect(await run(message('d1', { webhookId: 'wh_sealed' }), message('d2'))).toEqual(['message-d1']);
    expect(await record('d2')).toBeDefined();
  });

  test('when its outcome could not be written', async () => {
    const recordFirst = deliveries.recordFirst.bind(deliveries);
    deliveries.recordFirst = async (all) => {
      const outcomes = await recordFirst(all.filter(({ id }) => id !== 'd1'));
      return [new WriteFault('AccessDenied'), ...outcomes];
    };
    expect(await run(message('d1'), message('d2'))).toEqual(['message-d1']);
    expect(facts).toContain('fault: message-d1');
  });

  test('when the table is at fault, for the whole batch', async () => {
    deliveries.recordFirst = async () => {
      throw new Error('throttled');
    };
    expect(await run(message('d1'), message('d2'))).toEqual(['message-d1', 'message-d2']);
    expect(facts).toContain('fault: message-d1,message-d2');
  });

  test('when the sender itself breaks', async () => {
    sender.answer('https://hooks.example.com/in', async () => {
      throw new Error('out of sockets');
    });
    expect(await run(message('d1'))).toEqual(['message-d1']);
    expect(await record('d1')).toBeUndefined();
  });
});

test("a template says the webhook's own words for the event type", async () => {
  webhooks.put({ ...aWebhook(), payload: { format: 'template', template: { text: '${TITLE}: ${EVENT_MSG}' } } });
  texts.set(`${aWebhook().id}#${message('dlv_1').delivery.eventType}`, { title: 'Ours', message: 'own words' });
  await run(message('dlv_1'));
  expect(Buffer.from(sender.sent[0]?.body ?? '').toString()).toBe('{"text":"Ours: own words"}');
});
