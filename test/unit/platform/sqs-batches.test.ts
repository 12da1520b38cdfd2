import { beforeEach, expect, test } from '@jest/globals';
import { sqsDeliveryQueue } from '../../../functions/shared/events/adapters/sqs-delivery-queue.ts';
import { sqsRetryQueue } from '../../../functions/shared/lanes/adapters/sqs-retry-queue.ts';
import type { Sqs } from '../../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { AwsError } from '../../../functions/shared/platform/adapters/aws/aws-error.ts';
import { sendMessages } from '../../../functions/shared/platform/adapters/sqs-batches.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { furtherTries } from '../../support/counted-backoff.ts';
import { aWaitItem } from '../../support/records/wait-item.ts';

const kib = 1024;

/** What was sent, and how many bytes of bodies were made and not yet answered, at most. */
let sent: string[][];
let alive = 0;
let mostAlive = 0;

beforeEach(() => {
  [sent, alive, mostAlive] = [[], 0, 0];
});

/** A queue that answers after all that goes on beside it, and takes nothing of what it is to refuse. */
const slowQueue = (refuses: (body: string) => boolean = () => false): Sqs => ({
  sendMessage: async () => undefined,
  changeMessageVisibilityBatch: async () => undefined,
  async sendMessageBatch({ Entries = [] }) {
    await new Promise((resolve) => setImmediate(resolve));
    const bodies = Entries.map(({ MessageBody = '' }) => MessageBody);
    alive -= bodies.reduce((sum, body) => sum + body.length, 0);
    const taken = bodies.filter((body) => !refuses(body));
    sent.push(taken);
    const Failed = Entries.filter(({ MessageBody = '' }) => refuses(MessageBody)).map(({ Id }) => ({
      Id,
      Code: 'ThrottlingException',
      SenderFault: false,
    }));
    return { Failed };
  },
  backoff: furtherTries(2),
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const send = (client: Sqs, { count, size }: Readonly<{ count: number; size: number }>) =>
  sendMessages(client, {
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/queue',
    items: numbers(count),
    toMessage: (number) => {
      const body = String(number).padEnd(size);
      alive += size;
      mostAlive = Math.max(mostAlive, alive);
      return { body };
    },
  });
const numbersSent = () => sent.flat().map(Number);

test('makes bodies only as they are sent: never more than what sixteen calls hold and the next one', async () => {
  const size = 60 * kib;
  expect(await send(slowQueue(), { count: 2_000, size })).toEqual([]);
  expect(numbersSent().toSorted((one, other) => one - other)).toEqual(numbers(2_000));
  expect(mostAlive).toBeLessThanOrEqual(16 * 10 * size + size);
});

test('fills calls as far as ten messages and a mebibyte go', async () => {
  await send(slowQueue(), { count: 25, size: kib });
  expect(sent.map((batch) => batch.length)).toEqual([10, 10, 5]);
  sent = [];
  await send(slowQueue(), { count: 9, size: 256 * kib });
  expect(sent.map((batch) => batch.length)).toEqual([4, 4, 1]);
});

test('repeats what was not accepted, and returns what never was', async () => {
  let refusals = 0;
  const refuses = (body: string) => {
    if (body.trim() === '13') return true;
    if (body.trim() !== '7') return false;
    refusals += 1;
    // Asked twice for one call.
    return refusals <= 2;
  };
  expect(await send(slowQueue(refuses), { count: 20, size: 10 })).toEqual([
    { item: 13, fault: new WriteFault('ThrottlingException') },
  ]);
  expect(numbersSent().toSorted((one, other) => one - other)).toEqual(numbers(20).filter((number) => number !== 13));
});

test('sends a delivery again marked and late, for its first message may be in the queue', async () => {
  const bodies: unknown[][] = [];
  const delays: unknown[] = [];
  const queue = sqsDeliveryQueue(
    {
      sendMessage: async () => undefined,
      changeMessageVisibilityBatch: async () => undefined,
      async sendMessageBatch({ Entries = [] }) {
        bodies.push(Entries.map(({ MessageBody = '' }) => JSON.parse(MessageBody)));
        delays.push(...Entries.map(({ DelaySeconds }) => DelaySeconds));
        if (bodies.length > 1) return { Failed: [] };
        throw new AwsError({ code: 'NoAnswer', message: 'The connection was closed.', isTransient: true });
      },
      backoff: furtherTries(1),
    },
    'https://sqs.us-east-1.amazonaws.com/123456789012/queue',
  );
  const message = { deliveryId: 'd', space: 's', eventId: 'e', envelopeId: 'v', eventType: 't', webhookId: 'w' };
  expect(await queue.send([{ ...message, repeated: false }])).toEqual(new Map());
  expect(bodies).toEqual([[{ ...message, repeated: false }], [{ ...message, repeated: true }]]);
  expect(delays).toEqual([undefined, 15]);
});

test('sends what the queue refused again as it was', async () => {
  const entries: unknown[] = [];
  const queue = sqsDeliveryQueue(
    {
      sendMessage: async () => undefined,
      changeMessageVisibilityBatch: async () => undefined,
      async sendMessageBatch({ Entries = [] }) {
        entries.push(...Entries);
        const Failed = Entries.map(({ Id }) => ({ Id, Code: 'ThrottlingException', SenderFault: false }));
        return { Failed: entries.length > 1 ? [] : Failed };
      },
      backoff: furtherTries(1),
    },
    'https://sqs.us-east-1.amazonaws.com/123456789012/queue',
  );
  const message = { deliveryId: 'd', space: 's', eventId: 'e', envelopeId: 'v', eventType: 't', webhookId: 'w' };
  expect(await queue.send([{ ...message, repeated: false }])).toEqual(new Map());
  expect(entries[1]).toEqual(entries[0]);
});

test.each([
  ['at once', 0, 15],
  ['later anyway', 60, 60],
])('sends a retry that is due %s again no earlier than its first message is recorded', async (_, delay, again) => {
  const delays: unknown[] = [];
  const queue = sqsRetryQueue(
    {
      sendMessage: async () => undefined,
      changeMessageVisibilityBatch: async () => undefined,
      async sendMessageBatch({ Entries = [] }) {
        delays.push(...Entries.map(({ DelaySeconds = 0 }) => DelaySeconds));
        if (delays.length > 1) return { Failed: [] };
        throw new AwsError({ code: 'NoAnswer', message: 'The connection was closed.', isTransient: true });
      },
      backoff: furtherTries(1),
    },
    'https://sqs.us-east-1.amazonaws.com/123456789012/queue',
  );
  const message = { space: 'acme', lease: aWaitItem(), bypassCircuit: false };
  expect(await queue.send([{ message, delaySeconds: delay }])).toEqual(new Set());
  expect(delays).toEqual([delay, again]);
});
