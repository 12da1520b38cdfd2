import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';

/** A message to send; `id` is the sender's own name for it, to tell which were refused. */
export type OutgoingMessage = Readonly<{
  id: string;
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
/** Calls under way at once; more would only queue for sockets. */
const concurrentCalls = 16;
const rounds = 3;

/**
 * Sends all in as few calls as the limits allow, tries refused messages again, and answers the ids never accepted.
 * Throws when a call fails whole after the SDK's own retries; some messages may have been sent by then.
 */
export async function sendMessages(
  client: SQSClient,
  { queueUrl, messages }: Readonly<{ queueUrl: string; messages: readonly OutgoingMessage[] }>,
): Promise<ReadonlySet<string>> {
  let open = messages;
  for (let round = 0; round < rounds && open.length > 0; round += 1) {
    const refused = await sendOnce(client, queueUrl, open);
    open = open.filter(({ id }) => refused.has(id));
  }
  return new Set(open.map(({ id }) => id));
}

async function sendOnce(client: SQSClient, queueUrl: string, messages: readonly OutgoingMessage[]) {
  const refused = new Set<string>();
  const batches = packBatches(messages).values();
  const work = async () => {
    for (const batch of batches) {
      for (const id of await sendBatch(client, queueUrl, batch)) refused.add(id);
    }
  };
  await Promise.all(Array.from({ length: concurrentCalls }, work));
  return refused;
}

/** A batch's entries are named by position, for entry ids allow few characters (SendMessageBatch API). */
async function sendBatch(client: SQSClient, queueUrl: string, batch: readonly OutgoingMessage[]) {
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch.map(toEntry) }),
  );
  return Failed.flatMap(({ Id }) => batch[Number(Id)]?.id ?? []);
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

function packBatches(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = [];
  let batch: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = messageBytes(message);
    if (batch.length === maxBatchMessages || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Attributes count with their name, type and value (SQS developer guide, message attributes). */
function messageBytes({ body, attributes = {} }: OutgoingMessage) {
  const typeBytes = 'String'.length;
  return Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + typeBytes + Buffer.byteLength(value),
    Buffer.byteLength(body),
  );
}
