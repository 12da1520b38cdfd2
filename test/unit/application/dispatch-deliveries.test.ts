import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type DispatchMessage,
  type DispatchReport,
  dispatch,
} from '../../../functions/shared/application/dispatch-deliveries.ts';
import type { NotificationTexts } from '../../../functions/shared/domain/payload.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryDeliveryStore } from '../../support/in-memory/delivery-store.ts';
import { InMemoryEventStore } from '../../support/in-memory/event-store.ts';
import { response, ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { InMemoryWebhookDirectory } from '../../support/in-memory/webhook-directory.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let webhooks: InMemoryWebhookDirectory;
let events: InMemoryEventStore;
let deliveries: InMemoryDeliveryStore;
let sender: ScriptedSender;
let facts: string[];

const report: DispatchReport = {
  attempted: ({ delivery, verdict }) => facts.push(`${verdict.outcome}: ${delivery.deliveryId}`),
  discarded: ({ delivery, reason }) => facts.push(`discarded: ${delivery.deliveryId}: ${reason}`),
  duplicate: ({ delivery }) => facts.push(`duplicate: ${delivery.deliveryId}`),
  fault: ({ messageIds }) => facts.push(`fault: ${messageIds.join()}`),
};

const texts = new Map<string, NotificationTexts>();

beforeEach(() => {
  texts.clear();
  webhooks = new InMemoryWebhookDirectory();
  events = new InMemoryEventStore();
  deliveries = new InMemoryDeliveryStore();
  sender = new ScriptedSender();
  facts = [];
  webhooks.put(aWebhook());
});

const run = (...messages: readonly DispatchMessage[]) =>
  dispatch({
    notifications: { find: async (ref) => texts.get(`${ref.webhookId}#${ref.eventType}`) },
    webhooks,
    events,
    deliveries,
    sender,
    clock: new VirtualClock(),
    version: '1.2.3',
    report,
  }).run(messages);

const message = (
  deliveryId: string,
  { receiveCount = 1, ...changes }: Partial<DispatchMessage['delivery']> & { receiveCount?: number } = {},
): DispatchMessage => ({
  messageId: `message-${deliveryId}`,
  receiveCount,
  delivery: {
    deliveryId,
    space: 'acme',
    webhookId: 'wh_1',
    eventId: 'evt_1',
    eventType: 'hit.detected',
    event: anEvent(),
    repeated: false,
    ...changes,
  },
});

const record = async (deliveryId: string, webhookId = 'wh_1') =>
  (await deliveries.find([{ webhookId, deliveryId }]))[0];

test('sends the event and records the delivery with its attempt', async () => {
  expect(await run(message('d1'))).toEqual([]);
  expect(sender.sent).toMatchObject([{ url: 'https://hooks.example.com/in', method: 'POST' }]);
  expect(await record('d1')).toMatchObject({
    state: 'succeeded',
    eventType: 'hit.detected',
    attempts: [{ number: 1, status: 200, durationMs: 12 }],
  });
});

test('reads an event that was too large for the message', async () => {
  const stored = { event: anEvent(), envelopeId: 'e', receivedAt: '2026-01-01T00:00:00.000Z', targets: [] };
  await events.claim([stored]);
  await run(message('d1', { event: undefined }));
  expect(await record('d1')).toMatchObject({ state: 'succeeded' });
});

test('records a failed attempt with its reason, and does not return the message', async () => {
  sender.answer('https://hooks.example.com/in', async () => response(500, 'oops'));
  expect(await run(message('d1'))).toEqual([]);
  expect(await record('d1')).toMatchObject({
    state: 'failed',
    attempts: [{ number: 1, status: 500, failure: 'server_error', responseExcerpt: 'oops' }],
  });
});

test('records for a disabled webhook that nothing was sent, and drops for a deleted one', async () => {
  webhooks.put(aWebhook({ id: 'wh_off', status: 'disabled' }));
  expect(await run(message('d1', { webhookId: 'wh_off' }), message('d2', { webhookId: 'wh_gone' }))).toEqual([]);
  expect(sender.sent).toEqual([]);
  expect(await record('d1', 'wh_off')).toMatchObject({ state: 'discarded', reason: 'The webhook is disabled.' });
  expect(await record('d2', 'wh_gone')).toBeUndefined();
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
      return ['not_recorded' as const, ...outcomes] as Awaited<ReturnType<typeof recordFirst>>;
    };
    expect(await run(message('d1'), message('d2'))).toEqual(['message-d1']);
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
