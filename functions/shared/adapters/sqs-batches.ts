import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { WriteFault } from '../application/ports/write-fault.ts';

type OutgoingMessage = Readonly<{
  body: string;
  /** Fair-queue tenant (SQS developer guide, fair queues). */
  group?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
  /** At most 900 (SQS quota). */
  delaySeconds?: number | undefined;
}>;

/** SendMessageBatch takes 10 messages and 1 MiB together (SQS quotas). */
const maxBatchMessages = 10;
const maxBatchBytes = 1_048_576;
/** Calls under way at once; more would only queue for sockets, and each holds up to a mebibyte. */
const concurrentCalls = 16;
const rounds = 3;

type Outgoing<Item> = Readonly<{
  queueUrl: string;
  items: readonly Item[];
  /** Called as an item's turn comes, and again if it was refused, so that no more is held than is under way. */
  toMessage: (item: Item) => OutgoingMessage;
}>;

/** What the queue did not take, and why. */
type Refusal<Item> = Readonly<{ item: Item; fault: WriteFault }>;

/** The messages of one call, with what they were made of. */
type Batch<Item> = readonly Readonly<{ item: Item; message: OutgoingMessage }>[];

/**
 * Sends all in as few calls as the limits allow, tries refused messages again, and answers what was never accepted.
 * Throws when a call fails whole after the SDK's own retries; some messages may have been sent by then.
 */
export async function sendMessages<Item>(
  client: SQSClient,
  outgoing: Outgoing<Item>,
): Promise<readonly Refusal<Item>[]> {
  let refused = await sendOnce(client, outgoing);
  for (let round = 1; round < rounds && refused.length > 0; round += 1) {
    refused = await sendOnce(client, { ...outgoing, items: refused.map(({ item }) => item) });
  }
  return refused;
}

/** Answers what was refused. */
async function sendOnce<Item>(
  client: SQSClient,
  { queueUrl, ...outgoing }: Outgoing<Item>,
): Promise<readonly Refusal<Item>[]> {
  const refused: Refusal<Item>[] = [];
  const batches = packBatches(outgoing);
  const work = async () => {
    for (const batch of batches) refused.push(...(await sendBatch(client, queueUrl, batch)));
  };
  await Promise.all(Array.from({ length: concurrentCalls }, work));
  return refused;
}

/** A batch's entries are named by position, for entry ids allow few characters (SendMessageBatch API). */
async function sendBatch<Item>(
  client: SQSClient,
  queueUrl: string,
  batch: Batch<Item>,
): Promise<readonly Refusal<Item>[]> {
  const Entries = batch.map(({ message }, position) => toEntry(message, position));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  return Failed.flatMap(({ Id, Code = 'NoCode' }) => {
    const refused = batch[Number(Id)];
    return refused ? [{ item: refused.item, fault: new WriteFault(Code) }] : [];
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

function* packBatches<Item>({ items, toMessage }: Omit<Outgoing<Item>, 'queueUrl'>): Generator<Batch<Item>> {
  let batch: { item: Item; message: OutgoingMessage }[] = [];
  let bytes = 0;
  for (const item of items) {
    const message = toMessage(item);
    const size = messageBytes(message);
    if (batch.length === maxBatchMessages || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ item, message });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Attributes count with their name, type and value (SQS developer guide, message attributes). */
function messageBytes({ body, attributes = {} }: OutgoingMessage) {
  const typeBytes = 'String'.length;
  return Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + typeBytes + Buffer.byteLength(value),
    Buffer.byteLength(body),
  );
}
