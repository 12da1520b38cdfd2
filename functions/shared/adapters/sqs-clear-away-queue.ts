import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ClearAwayQueue } from '../application/ports/clear-away-queue.ts';
import { sendMessages } from './sqs-batches.ts';

export function sqsClearAwayQueue(client: SQSClient, queueUrl: string): ClearAwayQueue {
  return {
    async send(removed) {
      const toMessage = (each: (typeof removed)[number]) => ({ body: JSON.stringify(each) });
      const [refused] = await sendMessages(client, { queueUrl, items: removed, toMessage });
      if (refused) throw refused.fault;
    },
  };
}
