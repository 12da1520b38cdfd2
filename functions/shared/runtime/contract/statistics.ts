import * as z from 'zod';
import { statisticsIntervals } from '../../domain/statistics.ts';
import { noBody, timestamp, utcTimestamp } from './fields.ts';
import { operation } from './operation.ts';

const interval = z.enum(statisticsIntervals).meta({ description: 'Buckets are whole hours or whole days, in UTC.' });

const statisticsQuery = z.strictObject({
  interval: interval.default('hour'),
  since: utcTimestamp.optional().meta({
    description:
      'At most 30 days ago; from the beginning of the hour or day that it lies in. By default a day before `until`, or 30 days for days.',
  }),
  until: utcTimestamp.optional().meta({ description: 'By default, and at the latest, now.' }),
});

const count = (description: string) => z.int().min(0).meta({ description });
const percentile = (share: string) =>
  z
    .int()
    .min(1)
    .nullable()
    .meta({ description: `${share} of all attempts took no longer, within 5 %; null when there were none.` });

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
          exhausted: count('Deliveries that were given up after their last attempt.'),
          p50Ms: percentile('Half'),
          p95Ms: percentile('95 %'),
        }),
      )
      .meta({ description: 'Every hour or day from `since` on, the earliest first, also those without an attempt.' }),
  })
  .meta({ id: 'Statistics' });

const description =
  'What happens is counted when it happens, at most two minutes late, and kept for 30 days. Steps of rules count for the webhook that they call.';
const success = { status: 200, description: 'The statistics.', body: statistics } as const;

export const readStatistics = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/statistics',
  operationId: 'readStatistics',
  summary: 'Read how the deliveries of a webhook fared',
  description,
  query: statisticsQuery,
  body: noBody,
  success,
});

export const readSpaceStatistics = operation({
  route: 'GET /v1/spaces/{space}/statistics',
  operationId: 'readSpaceStatistics',
  summary: 'Read how the deliveries of a space fared',
  description: `${description} What webhooks did that are deleted by now still counts for the space.`,
  query: statisticsQuery,
  body: noBody,
  success,
});
