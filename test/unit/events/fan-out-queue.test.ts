import { expect, test } from '@jest/globals';
import { sqsFanOutQueue } from '../../../functions/shared/events/adapters/sqs-fan-out-queue.ts';
import type { Sqs } from '../../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { furtherTries } from '../../support/counted-backoff.ts';

/** Bytes of a message that SQS takes at most, its attributes included (SQS quotas). */
const mebibyte = 1_048_576;

function queueThatTakes(taken: { body: number; reason: string | undefined }[]) {
  const sqs: Sqs = {
    sendMessage: async () => undefined,
    changeMessageVisibilityBatch: async () => undefined,
    async sendMessageBatch({ Entries = [] }) {
      for (const { MessageBody = '', MessageAttributes = {} } of Entries) {
        const reason = MessageAttributes.reason?.StringValue;
        const attribute = reason === undefined ? 0 : 'reason'.length + 'String'.length + reason.length;
        expect(Buffer.byteLength(MessageBody) + attribute).toBeLessThanOrEqual(mebibyte);
        taken.push({ body: Buffer.byteLength(MessageBody), reason });
      }
      return { Failed: [] };
    },
    backoff: furtherTries(0),
  };
  return sqsFanOutQueue(sqs, { events: 'https://events.example', rejectedEvents: 'https://rejected.example' });
}

test('an event as large as a message can be is set aside whole, with as much of its reason as there is room for', async () => {
  const taken: { body: number; reason: string | undefined }[] = [];
  const reason = 'Detail is too large';
  const bodies = [mebibyte, mebibyte - 12, mebibyte - 13, mebibyte - 16, 2].map((size) => 'x'.repeat(size));
  await queueThatTakes(taken).reject(bodies.map((body) => ({ body, reason })));
  const reasons = [undefined, undefined, 'D', 'Deta', reason];
  const expected = bodies.map((body, index) => ({ body: body.length, reason: reasons[index] }));
  expect(taken.toSorted((one, other) => other.body - one.body)).toEqual(expected);
});
