import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { isWriteFault, WriteFault } from '../application/ports.ts';
import type { Sqs } from './aws/aws-clients.ts';
import { faultOfTry, tryAgain } from './aws/try-again.ts';
import { type BatchLimits, packBatches } from './pack-batches.ts';

export type OutgoingMessage = Readonly<{
  body: string;
  /** Fair-queue tenant (SQS developer guide, fair queues). */
  group?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
  /** At most 900 (SQS quota). */
  delaySeconds?: number | undefined;
}>;

/** As large as one message may be (SQS quota since 2025-08). */
export const maxMessageBytes = 1_048_576;
/** SendMessageBatch takes 10 messages and 1 MiB together (SQS quotas). */
const limits: BatchLimits<Numbered> = {
  maxItems: 10,
  maxBytes: maxMessageBytes,
  bytesOf: ({ message }) => messageBytes(message),
};
/**
 * How late a delivery is sent again that may be in the queue: by then the first of two messages has its record, by
 * which the second is recognised. A webhook's two timeouts are 5 s each by default, and the rest is for the queue and
 * for recording.
 */
export const repeatedDelaySeconds = 15;
/** Concurrent calls; more would only wait for sockets, and each holds up to a mebibyte. */
const concurrentCalls = 16;

type Outgoing<Item> = Readonly<{
  queueUrl: string;
  items: readonly Item[];
  /**
   * Called when an item is sent, so that only messages in progress are held. `isRepeated`: the item was sent before
   * without a response that says whether the queue has it.
   */
  toMessage: (item: Item, isRepeated: boolean) => OutgoingMessage;
}>;

/** What the queue did not accept, and why. */
type Refusal<Item> = Readonly<{ item: Item; fault: WriteFault }>;

type Try<Item> = Outgoing<Item> & Readonly<{ isRepeated: (item: Item) => boolean }>;

/** A message with the position of its item. */
type Numbered = Readonly<{ index: number; message: OutgoingMessage }>;

/**
 * Sends all in as few calls as the limits allow, sends refused messages again while there is time, and returns those
 * that were never accepted.
 */
export async function sendMessages<Item>(
  client: Sqs,
  { items, ...outgoing }: Outgoing<Item>,
): Promise<readonly Refusal<Item>[]> {
  const unacknowledged = new Set<Item>();
  const isRepeated = (item: Item) => unacknowledged.has(item);
  const outcomes = await tryAgain(client.backoff, items, async (open) => {
    const sent = await sendOnce(client, { ...outgoing, items: open, isRepeated });
    for (const item of open.filter((_, index) => sent.unacknowledged.has(index))) unacknowledged.add(item);
    return sent.outcomes;
  });
  return items.flatMap((item, index) => {
    const outcome = outcomes[index];
    return isWriteFault(outcome) ? [{ item, fault: outcome }] : [];
  });
}

async function sendOnce<Item>(client: Sqs, { queueUrl, ...outgoing }: Try<Item>) {
  const outcomes = outgoing.items.map((): 'sent' | WriteFault => 'sent');
  const unacknowledged = new Set<number>();
  const batches = packBatches(messagesOf(outgoing), limits);
  const work = async () => {
    for (const batch of batches) {
      try {
        for (const { index, fault } of await sendBatch(client, queueUrl, batch)) outcomes[index] = fault;
      } catch (error) {
        const fault = faultOfTry(error);
        for (const { index } of batch) {
          outcomes[index] = fault;
          unacknowledged.add(index);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: concurrentCalls }, work));
  return { outcomes, unacknowledged };
}

/** Returns the refused messages. Entries are named by position: ids allow few characters (SendMessageBatch API). */
async function sendBatch(client: Sqs, queueUrl: string, batch: readonly Numbered[]) {
  const Entries = batch.map(({ message }, position) => toEntry(message, position));
  const { Failed = [] } = await client.sendMessageBatch({ QueueUrl: queueUrl, Entries });
  return Failed.flatMap(({ Id, Code = 'NoCode' }) => {
    const refused = batch[Number(Id)];
    return refused ? [{ index: refused.index, fault: new WriteFault(Code) }] : [];
  });
}

function toEntry(
  { body, group, delaySeconds, attributes = {} }: OutgoingMessage,
  position: number,
): SendMessageBatchRequestEntry {
  return {
    Id: String(position),
    MessageBody: body,
    ...(group && { MessageGroupId: group }),
    ...(delaySeconds && { DelaySeconds: delaySeconds }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}

/** Made one at a time, when the batch needs them. */
function* messagesOf<Item>({ items, toMessage, isRepeated }: Omit<Try<Item>, 'queueUrl'>): Generator<Numbered> {
  for (const [index, item] of items.entries()) yield { index, message: toMessage(item, isRepeated(item)) };
}

/** Attributes count with their name, type and value (SQS developer guide, message attributes). */
export function messageBytes({ body, attributes = {} }: OutgoingMessage) {
  const typeBytes = 'String'.length;
  return Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + typeBytes + Buffer.byteLength(value),
    Buffer.byteLength(body),
  );
}
