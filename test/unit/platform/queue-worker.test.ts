import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { ChangeMessageVisibilityBatchCommandInput } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { eachMessageInTurn } from '../../../functions/shared/platform/application/returned-messages.ts';
import { type QueueRecord, queueWorker } from '../../../functions/shared/platform/runtime/queue-worker.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { sqsRecord } from '../../support/records/sqs-record.ts';

const logger = new Logger({ logLevel: 'SILENT' });
const metrics = new Metrics({ namespace: 'test', serviceName: 'test' });

/** Notes for how long messages are out of sight. */
class SentBack {
  readonly calls: ChangeMessageVisibilityBatchCommandInput[] = [];

  async changeMessageVisibilityBatch(input: ChangeMessageVisibilityBatchCommandInput): Promise<void> {
    this.calls.push(input);
  }
}

const record = sqsRecord;

describe('a queue worker', () => {
  const read = ({ messageId, body, receiveCount }: QueueRecord) => ({
    messageId,
    receiveCount,
    value: JSON.parse(body),
  });

  test('works on what it can read and returns what it cannot, and what failed', async () => {
    const seen: unknown[] = [];
    const handler = queueWorker({
      sqs: new SentBack(),
      logger,
      metrics,
      read,
      work: async (messages) => {
        seen.push(...messages);
        return ['m2'];
      },
    });
    const event = { Records: [record('m1', '1'), record('m2', '2', '3'), record('m3', 'broken')] };
    expect(await handler(event, lambdaContext)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm3' }, { itemIdentifier: 'm2' }],
    });
    expect(seen).toEqual([
      { messageId: 'm1', receiveCount: 1, value: 1 },
      { messageId: 'm2', receiveCount: 3, value: 2 },
    ]);
  });

  describe('works on a message that comes again apart from all others', () => {
    const batches = async (...records: readonly ReturnType<typeof record>[]) => {
      const seen: string[][] = [];
      const work = async (messages: readonly Readonly<{ messageId: string }>[]) => {
        seen.push(messages.map(({ messageId }) => messageId));
        if (messages.some(({ messageId }) => messageId === 'poison')) throw new Error('a fault of ours');
        return [];
      };
      const handler = queueWorker({ sqs: new SentBack(), logger, metrics, read, work });
      const { batchItemFailures }: SQSBatchResponse = await handler({ Records: records }, lambdaContext);
      return { seen, returned: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
    };

    test('so that what makes its batch fail does so once, and then alone', async () => {
      const names = ['m1', 'poison', 'm3'];
      expect(await batches(...names.map((name) => record(name, '1')))).toEqual({ seen: [names], returned: names });
      expect(await batches(...names.map((name) => record(name, '1', '2')), record('m4', '1'))).toEqual({
        seen: [['m1'], ['poison'], ['m3'], ['m4']],
        returned: ['poison'],
      });
    });

    test('but not from itself, should the queue hand it out twice in a batch', async () => {
      const twice = [record('m1', '1', '1'), record('m2', '1'), record('m1', '1', '2')];
      expect((await batches(...twice)).seen).toEqual([['m1', 'm1'], ['m2']]);
    });
  });

  test('says of a batch without failures that none failed', async () => {
    const handler = queueWorker({ sqs: new SentBack(), logger, metrics, read, work: async () => [] });
    expect(await handler({ Records: [record('m1', '1')] }, lambdaContext)).toEqual({ batchItemFailures: [] });
  });

  test('has what comes again handed out soon, and ever later', async () => {
    const sqs = new SentBack();
    const handler = queueWorker({ sqs, logger, metrics, read, work: async () => ['m1', 'm2', 'm3'] });
    const records = [record('m1', '1', '1'), record('m2', '1', '4'), record('m3', '1', '30'), record('m4', '1')];
    await handler({ Records: records }, lambdaContext);
    const [call] = sqs.calls;
    expect(sqs.calls).toHaveLength(1);
    expect(call?.QueueUrl).toBe('https://sqs.us-east-1.amazonaws.com/123456789012/posthorn-test-deliveries');
    expect(call?.Entries?.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual([
      'receipt m1',
      'receipt m2',
      'receipt m3',
    ]);
    const [first = 0, fourth = 0, late = 0] =
      call?.Entries?.map(({ VisibilityTimeout = 0 }) => VisibilityTimeout) ?? [];
    expect([first >= 2 && first <= 4, fourth >= 16 && fourth <= 32, late >= 180 && late <= 360]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('returns what failed though its visibility could not be changed', async () => {
    const sqs = {
      changeMessageVisibilityBatch: async () => {
        throw new Error('throttled');
      },
    };
    const handler = queueWorker({ sqs, logger, metrics, read, work: async () => ['m1'] });
    expect(await handler({ Records: [record('m1', '1')] }, lambdaContext)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
  });
});

test('of messages that are worked on in turn, one that fails comes again alone', async () => {
  const failed: unknown[] = [];
  const worked: string[] = [];
  const messages = ['m1', 'm2', 'm3'].map((messageId) => ({ messageId }));
  const report = { fault: (fact: unknown) => void failed.push(fact) };
  const { returned } = await eachMessageInTurn(report, messages, async ({ messageId }) => {
    if (messageId === 'm2') throw new Error('throttled');
    worked.push(messageId);
  });
  expect(returned).toEqual(['m2']);
  expect(worked).toEqual(['m1', 'm3']);
  expect(failed).toEqual([{ messageIds: ['m2'], error: new Error('throttled') }]);
});
