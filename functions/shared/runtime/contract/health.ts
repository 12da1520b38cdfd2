import * as z from 'zod';
import { healthStatuses } from '../../application/read-health.ts';
import { noBody, noQuery, timestamp } from './fields.ts';
import { operation } from './operation.ts';

const count = z.int().min(0);

const status = z.enum(healthStatuses).meta({
  description:
    '`healthy`: nothing has failed since the last success. `failing`: nothing has succeeded since `failingSince`. ' +
    '`circuit_open`: 20 attempts in a row have failed, so that deliveries wait, and now and then one goes out as a probe. A ' +
    'webhook without retries never comes to that: what fails has ended, and the next delivery goes out. `paused` and ' +
    '`disabled` are settings, whatever the endpoint does.',
});

const failingSince = timestamp.optional().meta({ description: 'Since then every attempt has failed.' });

/** As a list of webhooks shows it. */
export const shownHealth = z.object({ status, failingSince }).meta({ id: 'WebhookHealthSummary' });

const health = z
  .object({
    status,
    since: timestamp.meta({ description: 'Since when it has this status.' }),
    failingSince,
    lastSuccessAt: timestamp
      .optional()
      .meta({ description: 'The latest success among its newest deliveries; absent when there is none among them.' }),
    lastFailure: z
      .object({ at: timestamp, reason: z.string() })
      .optional()
      .meta({ description: 'The latest failure; while it fails, others may have followed within five minutes.' }),
    nextProbeAt: timestamp.optional().meta({
      description: 'With an open circuit: when the next delivery goes out, to try whether the endpoint answers.',
    }),
    waiting: z
      .object({
        parked: count.meta({ description: 'Not attempted yet: for its turn, or for the end of a pause or an outage.' }),
        scheduled: count.meta({ description: 'Failed, with a time for the next attempt.' }),
        inFlight: count.meta({ description: 'Sent again and not answered yet. First attempts are not among them.' }),
        isComplete: z
          .boolean()
          .meta({ description: 'False when counting stopped at 1,000 of a kind: then there are at least so many.' }),
      })
      .meta({ description: 'Deliveries that wait.' }),
  })
  .meta({ id: 'WebhookHealth' });

export const readHealth = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/health',
  operationId: 'readWebhookHealth',
  summary: 'Read how a webhook is doing',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'Its health.', body: health },
});
