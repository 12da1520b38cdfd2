import type { Sqs } from '../../platform/adapters/aws/aws-clients.ts';
import { sendMessages } from '../../platform/adapters/sqs-batches.ts';
import type { PurgeQueue } from '../../platform/application/ports.ts';

export function sqsPurgeQueue(client: Sqs, queueUrl: string): PurgeQueue {
  return {
    async send(removed) {
      // Fair by space: one with thousands of webhooks to purge delays no other.
      const toMessage = (each: (typeof removed)[number]) => ({ body: JSON.stringify(each), group: each.space });
      const [refused] = await sendMessages(client, { queueUrl, items: removed, toMessage });
      if (refused) throw refused.fault;
    },
  };
}
