import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { apiHandler } from '../../../functions/shared/api/runtime/api-handler.ts';
import { dispatchTelemetry } from '../../../functions/shared/dispatch/runtime/dispatch-telemetry.ts';
import { fanOutTelemetry } from '../../../functions/shared/events/runtime/fan-out-telemetry.ts';
import { ok } from '../../../functions/shared/platform/application/outcome.ts';
import { queueWorker } from '../../../functions/shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../../../functions/shared/platform/runtime/worker-observers.ts';
import type { DeliveryEntry, EventEntry } from '../../../functions/shared/statistics/application/ports.ts';
import { activityWorker } from '../../../functions/shared/statistics/runtime/activity-worker.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { InMemoryStatisticsStore } from '../../support/in-memory/statistics-store.ts';
import { InMemoryTimeIndex } from '../../support/in-memory/time-index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { sqsRecord } from '../../support/records/sqs-record.ts';

/** In whatever could carry a payload or a secret; it must not come out. */
const secret = 'do-not-log-me';
const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

const observers = () => ({
  logger: workerObservers().logger,
  metrics: new Metrics({ namespace: 'Posthorn/test', serviceName: 'test' }),
});
const delivery = { deliveryId: 'd', space: 'acme', webhookId: 'wh_1', eventId: 'evt_1', eventType: 'hit.detected' };
const attempt = {
  number: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 12,
  status: 500,
  failure: 'server_error' as const,
};

const failed = {
  delivery,
  attempt: { ...attempt, reason: '' },
  verdict: { outcome: 'failed', failure: 'server_error', reason: '', retry: { kind: 'on_schedule' } },
} as const;
const succeeded = {
  delivery,
  attempt: { number: 1, startedAt: attempt.startedAt, durationMs: 7, status: 200, reason: '' },
  verdict: { outcome: 'succeeded', reason: '' },
} as const;
const logged = () => lines.map((line) => JSON.parse(line));

const sqs = { changeMessageVisibilityBatch: async () => undefined };

test('a failed attempt has a line with ids, status and time, and nothing of the request or the response', () => {
  const { logger, metrics } = observers();
  const report = dispatchTelemetry({ logger, metrics });
  const leaky = { ...delivery, event: { data: secret }, headers: { authorization: secret } };
  const verdict = { ...failed.verdict, reason: secret };
  report.attempted([
    { delivery: leaky, attempt: { ...attempt, reason: secret, responseExcerpt: secret }, verdict },
    { ...succeeded, delivery: leaky },
  ]);
  report.discarded({ delivery: leaky, reason: 'The webhook is disabled.' });
  report.duplicate({ delivery: leaky });
  const of = (message: string) => ({ level: 'INFO', message, timestamp: expect.any(String) });
  expect(logged()).toEqual([
    { ...of('Attempt failed'), ...delivery, number: 1, status: 500, failure: 'server_error', durationMs: 12 },
    expect.objectContaining(of('Delivery discarded')),
    expect.objectContaining(of('Duplicate or late message ignored')),
  ]);
  expect(lines.join('')).not.toContain(secret);
});

test('a batch of deliveries, or of events, has one line that counts what went as it should', async () => {
  const { logger, metrics } = observers();
  const event = { space: 'acme', id: 'evt_1', type: 'hit.detected', time: attempt.startedAt, data: 1 };
  const work = async () => {
    dispatchTelemetry({ logger, metrics }).attempted([succeeded, succeeded, succeeded]);
    fanOutTelemetry({ logger, metrics }).fannedOut([
      { event, deliveries: 3, isLastPage: true },
      { event, deliveries: 4, isLastPage: true },
      { event: { ...event, id: 'evt_2' }, deliveries: 1_000, isLastPage: false },
    ]);
    return [];
  };
  const Records = [sqsRecord('m_1', '')];
  await queueWorker({ sqs, logger, metrics, read: ({ messageId }) => messageId, work })({ Records }, lambdaContext);
  expect(logged()).toEqual([
    expect.objectContaining({
      AttemptsSucceeded: 3,
      AttemptDuration: [7, 7, 7],
      EventsFannedOut: 2,
      DeliveriesQueued: 1_007,
    }),
  ]);
});

test('the log line of a fan-out has ids and counts, and nothing of the event', () => {
  const report = fanOutTelemetry(observers());
  const event = {
    ...delivery,
    id: 'evt_1',
    type: 'hit.detected',
    time: '2026-01-01T00:00:00.000Z',
    data: secret,
    title: secret,
  };
  report.fannedOut([{ event, deliveries: 3, isLastPage: true }]);
  report.duplicate(event);
  report.filtersUndecided({ event, targets: ['wh_1'] });
  expect(lines).toHaveLength(2);
  expect(lines.join('')).not.toContain(secret);
});

test('a message that cannot be read is named by its id alone', async () => {
  const read = (): never => {
    throw new SyntaxError(`Unexpected token in ${secret}`);
  };
  const handler = queueWorker({ ...observers(), sqs, read, work: async () => [] });
  const Records = [sqsRecord('m_1', secret)];
  await handler({ Records }, lambdaContext);
  expect(lines.join('')).toContain('m_1');
  expect(lines.join('')).not.toContain(secret);
});

test('a change of the table that cannot be read is counted, and its content is in no line', async () => {
  const ports = {
    statistics: new InMemoryStatisticsStore(),
    deliveryIndex: new InMemoryTimeIndex<DeliveryEntry>(),
    failureIndex: new InMemoryTimeIndex<DeliveryEntry>(),
    eventIndex: new InMemoryTimeIndex<EventEntry>(),
  };
  const dynamodb = { Keys: { pk: { S: secret } }, SequenceNumber: '1', NewImage: { status: { S: secret } } };
  await activityWorker(observers(), ports)({ shardId: 'shard', Records: [{ dynamodb }] }, lambdaContext);
  expect(lines.join('')).toContain('"ChangesUnread":1');
  expect(lines.join('')).not.toContain(secret);
});

test('metrics have the service as their only dimension, so that tenants cannot multiply them', () => {
  const { logger, metrics } = observers();
  dispatchTelemetry({ logger, metrics }).attempted([failed]);
  const { _aws } = metrics.serializeMetrics();
  expect(_aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([[['service']]]);
  metrics.clearMetrics();
});

const logLine = z.object({ level: z.string().optional(), timestamp: z.string().optional() });

/** What Lambda lets through to the log group at a level (Lambda developer guide, "Log-level filtering"). */
function passes(line: string, functionLevel: string): boolean {
  const ranks = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
  const { level, timestamp } = logLine.parse(JSON.parse(line));
  const isTimed = timestamp !== undefined && !Number.isNaN(Date.parse(timestamp));
  const rank = isTimed && level !== undefined && ranks.includes(level) ? ranks.indexOf(level) : ranks.indexOf('INFO');
  return rank >= ranks.indexOf(functionLevel);
}

test.each(['DEBUG', 'INFO', 'WARN', 'ERROR'])('metrics reach CloudWatch when the log level is %s', async (level) => {
  process.env.AWS_LAMBDA_LOG_LEVEL = level;
  try {
    const { logger, metrics } = observers();
    const work = async () => {
      metrics.addMetric('MailsRefused', MetricUnit.Count, 1);
      return [];
    };
    const handler = queueWorker({ sqs, logger, metrics, read: ({ messageId }) => messageId, work });
    const record = sqsRecord('m1', '');
    await handler({ Records: [record] }, lambdaContext);
  } finally {
    delete process.env.AWS_LAMBDA_LOG_LEVEL;
  }
  const [line = '{}', ...others] = lines.filter((one) => passes(one, level));
  expect(others).toEqual([]);
  expect(JSON.parse(line)).toMatchObject({
    MailsRefused: 1,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Posthorn/test' }] },
  });
});

test('a log line about an API request has the request id of its response', async () => {
  const respond = async () => {
    throw new Error('a bug');
  };
  const handler = apiHandler({ ...observers(), routes: [{ route: 'POST /v1/spaces', status: 204, respond }] });
  const event = httpApiEvent({ route: 'POST /v1/spaces' });
  const { body = '' } = await handler(event, lambdaContext);
  const { requestId } = JSON.parse(body);
  expect(logged()).toEqual([expect.objectContaining({ level: 'ERROR', requestId })]);
});

test('a call of the API that succeeds has no line, for the access log has one', async () => {
  const handler = apiHandler({
    ...observers(),
    routes: [{ route: 'POST /v1/spaces', status: 204, respond: async () => ok({}) }],
  });
  const event = httpApiEvent({ route: 'POST /v1/spaces' });
  expect(await handler(event, lambdaContext)).toMatchObject({ statusCode: 204 });
  expect(lines).toEqual([]);
});

test('the metrics of an API request are published with its response', async () => {
  const { logger, metrics } = observers();
  const respond = async () => {
    metrics.addMetric('LanesNotStarted', MetricUnit.Count, 1);
    return ok({});
  };
  const handler = apiHandler({ logger, metrics, routes: [{ route: 'POST /v1/spaces', status: 204, respond }] });
  const event = httpApiEvent({ route: 'POST /v1/spaces' });
  await handler(event, lambdaContext);
  expect(lines.join('')).toContain('"LanesNotStarted":1');
});
