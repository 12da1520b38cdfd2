import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { type QueueRecord, queueWorker } from '../../../functions/shared/runtime/queue-worker.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const logger = new Logger({ logLevel: 'SILENT' });
const metrics = new Metrics({ namespace: 'test', serviceName: 'test' });

/** A record as Lambda hands it over (Lambda developer guide, SQS event). */
const record = (messageId: string, body: string, receiveCount = '1') => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body,
  attributes: {
    ApproximateReceiveCount: receiveCount,
    SentTimestamp: '1545082649183',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1545082649185',
    MessageGroupId: 'wh_1',
  },
  messageAttributes: {},
  md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:posthorn-test-deliveries',
  awsRegion: 'us-east-1',
});

describe('a queue worker', () => {
  const read = ({ messageId, body, receiveCount }: QueueRecord) => ({
    messageId,
    receiveCount,
    value: JSON.parse(body),
  });

  test('works on what it can read and returns what it cannot, and what failed', async () => {
    const seen: unknown[] = [];
    const handler = queueWorker({
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
      const handler = queueWorker({ logger, metrics, read, work });
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
    const handler = queueWorker({ logger, metrics, read, work: async () => [] });
    expect(await handler({ Records: [record('m1', '1')] }, lambdaContext)).toEqual({ batchItemFailures: [] });
  });
});
