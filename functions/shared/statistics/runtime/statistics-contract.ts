import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { noBody, timestamp, utcTimestamp } from '../../platform/runtime/fields.ts';
import { statisticsIntervals } from '../domain/statistics.ts';

const interval = z.enum(statisticsIntervals).meta({ description: 'Buckets are whole hours or whole days, in UTC.' });

const statisticsQuery = z.strictObject({
  interval: interval.default('hour'),
  since: utcTimestamp.optional().meta({
    description:
      'The start, at most 30 days ago, rounded down to the hour or day. The default is one day before `until`, or 30 days before it for the interval `day`.',
  }),
  until: utcTimestamp
    .optional()
    .meta({ description: 'The end. The default and the latest possible value is the current time.' }),
});

const count = (description: string) => z.int().min(0).meta({ description });
const percentile = (share: string) =>
  z
    .int()
    .min(1)
    .nullable()
    .meta({
      description: `${share} of all attempts took at most this time, accurate to 5 %; null if there were no attempts.`,
    });

const statistics = z
  .object({
    interval,
    since: timestamp,
    until: timestamp,
    buckets: z
      .array(
        z.object({
          start: timestamp,
          delivered: count('Attempts that the endpoint accepted.'),
          failedAttempts: count('Attempts that failed.'),
          exhausted: count('Deliveries whose last attempt failed.'),
          p50Ms: percentile('Half'),
          p95Ms: percentile('95 %'),
        }),
      )
      .meta({ description: 'Every hour or day from `since` on, earliest first, including those without attempts.' }),
  })
  .meta({ id: 'Statistics' });

const description =
  'Attempts are counted at most two minutes after they are made. The counts are stored for 30 days. Steps of rules count for the webhook that they call.';
const success = { status: 200, description: 'The statistics.', body: statistics } as const;

export const readStatistics = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/statistics',
  operationId: 'readStatistics',
  summary: 'Read the delivery statistics of a webhook',
  description,
  query: statisticsQuery,
  body: noBody,
  success,
});

export const readSpaceStatistics = operation({
  route: 'GET /v1/spaces/{space}/statistics',
  operationId: 'readSpaceStatistics',
  summary: 'Read the delivery statistics of a space',
  description: `${description} The statistics of a space include deleted webhooks.`,
  query: statisticsQuery,
  body: noBody,
  success,
});
