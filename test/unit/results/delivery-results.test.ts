import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { beforeEach, expect, test } from '@jest/globals';
import type { DeliveryResult } from '../../../functions/shared/lanes/application/ports.ts';
import type { EventBridge } from '../../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { eventbridgeDeliveryResults } from '../../../functions/shared/results/adapters/eventbridge-delivery-results.ts';
import { furtherTries } from '../../support/counted-backoff.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anExecution } from '../../support/records/execution.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let calls: PutEventsRequestEntry[][];
/** How many entries each call refuses. */
let refusals: number[];

/** A bus that takes all but the first few entries of a call. */
const client: EventBridge = {
  putEvents: async ({ Entries = [] }) => {
    calls.push(Entries);
    const refused = refusals.shift() ?? 0;
    const answers = Entries.map((_, index) => ({ ErrorCode: index < refused ? 'ThrottlingException' : undefined }));
    return { FailedEntryCount: refused, Entries: answers };
  },
  backoff: furtherTries(2),
};

const { publish } = eventbridgeDeliveryResults(client, 'the-bus');
const webhook = aWebhook({ kind: 'pre_approval' });
const succeeded = (response: string): DeliveryResult => ({
  kind: 'delivery.succeeded',
  delivery: aDelivery({ response }),
  webhook,
});

beforeEach(() => {
  calls = [];
  refusals = [];
});

test('a result has the delivery, its outcome, and the value of the response', async () => {
  await publish([succeeded('yes')]);
  const [[entry] = []] = calls;
  expect(entry).toMatchObject({ EventBusName: 'the-bus', Source: 'posthorn', DetailType: 'delivery.succeeded' });
  expect(JSON.parse(entry?.Detail ?? '')).toEqual({
    space: 'acme',
    webhookId: 'wh_1',
    deliveryId: '01KDX7R9K00000000000000000',
    eventId: 'evt_1',
    eventType: 'hit.detected',
    status: 'succeeded',
    attempts: 1,
    statusCode: 200,
    reason: 'The endpoint accepted the request: HTTP 200.',
    response: 'yes',
  });
});

test('a failure has its class, and what its owner is mailed', async () => {
  const reason = 'The endpoint reported that it is gone (HTTP 410); the webhook is disabled.';
  const attempt = { number: 1, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 5, status: 410, reason } as const;
  const delivery = aDelivery({ status: 'failed', attempts: [{ ...attempt, failure: 'gone' }] });
  await publish([{ kind: 'webhook.disabled', delivery, webhook }]);
  expect(JSON.parse(calls[0]?.[0]?.Detail ?? '')).toMatchObject({
    status: 'failed',
    statusCode: 410,
    failure: 'gone',
    reason,
    notice: { kind: 'webhook.disabled', target: { id: 'wh_1' }, error: reason },
  });
});

test('a value with integers that the bus does not take goes out all the same, as the number that it is', async () => {
  const response = { large: [2 ** 63, -(2 ** 63), 1e20], fits: 2 ** 62, real: 1.5e300, text: '9223372036854775808' };
  await publish([{ ...succeeded('yes'), delivery: aDelivery({ response }) }]);
  const detail = calls[0]?.[0]?.Detail ?? '';
  expect(JSON.parse(detail)).toMatchObject({ response });
  const integers = [...detail.replaceAll(/"[^"]*"/g, '').matchAll(/(?<![\d.])\d{19,}(?![\d.e])/g)];
  expect(integers.map(([text]) => text)).toEqual(['4611686018427388000']);
});

test('many results go in few calls, each within what the bus takes', async () => {
  await publish(Array.from({ length: 25 }, () => succeeded('yes')));
  expect(calls.map(({ length }) => length)).toEqual([10, 10, 5]);
  calls = [];
  await publish(Array.from({ length: 10 }, () => succeeded('x'.repeat(100 * 1024))));
  expect(calls.map(({ length }) => length)).toEqual([8, 2]);
});

test('what the bus does not take of a call is put on it again, and nothing else', async () => {
  refusals = [2, 1];
  await publish(['a', 'b', 'c'].map(succeeded));
  const sent = calls.map((entries) => entries.map(({ Detail = '' }) => JSON.parse(Detail).response));
  expect(sent).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a']]);
});

test('a result that the bus does not take is a fault of ours', async () => {
  refusals = [1, 1, 1];
  await expect(publish([succeeded('yes')])).rejects.toThrow('The bus did not take 1 results: ThrottlingException');
});

test("a rule's failure names the rule, and its owner is notified", async () => {
  const delivery = anExecution({ status: 'failed', reason: 'Too large.' });
  await publish([{ kind: 'execution.failed', delivery, webhook }]);
  const [[entry] = []] = calls;
  expect(entry?.DetailType).toBe('execution.failed');
  expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({
    webhookId: 'wh_1',
    ruleId: 'rule_1',
    deliveryId: delivery.id,
    notice: { target: { kind: 'rule', id: 'rule_1', name: 'Tell the vendor' }, ownerEmail: 'vera@acme.example' },
  });
});
