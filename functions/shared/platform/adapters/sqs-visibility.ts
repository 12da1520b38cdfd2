import type { Sqs } from './aws/aws-clients.ts';

export type VisibilityChanger = Pick<Sqs, 'changeMessageVisibilityBatch'>;

/** A message that is returned to its queue. */
export type ReturnedMessage = Readonly<{ queueArn: string; receiptHandle: string; receiveCount: number }>;

const firstWaitSeconds = 4;
/** As long as a message is invisible by default: six times the worker's timeout of a minute. */
const longestWaitSeconds = 360;

/**
 * Seconds until a returned message is visible again, growing with each receive. Between half of the wait and the whole,
 * so that messages that were throttled together do not return together.
 */
export function returnedAfterSeconds(receiveCount: number, random: number): number {
  const wait = Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** (receiveCount - 1));
  return Math.round(wait * (0.5 + random / 2));
}

/** ChangeMessageVisibilityBatch takes 10 entries (SQS API reference). */
const maxEntries = 10;

/** Makes messages visible again soon; one that is left out returns after its timeout. Throws if a call fails whole. */
export async function returnSoon(client: VisibilityChanger, messages: readonly ReturnedMessage[]): Promise<void> {
  const calls = [...Map.groupBy(messages, ({ queueArn }) => queueArn)].flatMap(([queueArn, ofQueue]) =>
    Array.from({ length: Math.ceil(ofQueue.length / maxEntries) }, (_, page) => ({
      QueueUrl: queueUrlOf(queueArn),
      Entries: ofQueue.slice(page * maxEntries, (page + 1) * maxEntries).map(toEntry),
    })),
  );
  await Promise.all(calls.map((call) => client.changeMessageVisibilityBatch(call)));
}

function toEntry({ receiptHandle, receiveCount }: ReturnedMessage, position: number) {
  const VisibilityTimeout = returnedAfterSeconds(receiveCount, Math.random());
  return { Id: String(position), ReceiptHandle: receiptHandle, VisibilityTimeout };
}

/** `arn:partition:sqs:region:account:name`; SQS needs the account and the name (SQS developer guide, queue URLs). */
function queueUrlOf(arn: string): string {
  const [, partition, , region, account, name] = arn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
}
