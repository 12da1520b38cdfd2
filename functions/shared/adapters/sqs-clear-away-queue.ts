import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ClearAwayQueue } from '../application/ports/clear-away-queue.ts';

export function sqsClearAwayQueue(client: SQSClient, queueUrl: string): ClearAwayQueue {
  return {
    async send(removed) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(removed) }));
    },
  };
}
