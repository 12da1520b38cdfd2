import type { ClearAwayQueue } from '../application/ports/clear-away-queue.ts';
import type { Sqs } from './aws/aws-clients.ts';
import { sendMessages } from './sqs-batches.ts';

export function sqsClearAwayQueue(client: Sqs, queueUrl: string): ClearAwayQueue {
  return {
    async send(removed) {
      // Fair by space: one with thousands of webhooks to clear away delays no other.
      const toMessage = (each: (typeof removed)[number]) => ({ body: JSON.stringify(each), group: each.space });
      const [refused] = await sendMessages(client, { queueUrl, items: removed, toMessage });
      if (refused) throw refused.fault;
    },
  };
}
