import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { noBody, noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { healthStatuses } from '../domain/health-status.ts';

const count = z.int().min(0);

const status = z.enum(healthStatuses).meta({
  description:
    '`healthy`: no attempt has failed since the last success. `failing`: no attempt has succeeded since `failingSince`. ' +
    '`circuit_open`: 20 consecutive attempts have failed; deliveries wait, and from time to time one is sent as a probe. A ' +
    'webhook without retries never has this status: a failed delivery ends, and the next one is sent. `paused` and ' +
    '`disabled` are settings, regardless of the endpoint.',
});

const failingSince = timestamp.optional().meta({ description: 'Every attempt since this time has failed.' });

/** In the form of a list of webhooks. */
export const shownHealth = z.object({ status, failingSince }).meta({ id: 'WebhookHealthSummary' });

const health = z
  .object({
    status,
    since: timestamp.meta({ description: 'The time since which the webhook has this status.' }),
    failingSince,
    lastSuccessAt: timestamp.optional().meta({
      description:
        'The latest success among the newest deliveries and the last ones before it began to fail, or the end of the ' +
        'last failing time if that is later. Absent if none is known.',
    }),
    lastFailure: z.object({ at: timestamp, reason: z.string() }).optional().meta({
      description:
        'The latest failure. While the webhook is failing, this can be up to five minutes old although later attempts failed.',
    }),
    nextProbeAt: timestamp.optional().meta({
      description: 'If the circuit is open: when the next delivery is sent as a probe.',
    }),
    waiting: z
      .object({
        parked: count.meta({
          description:
            'Deliveries not attempted yet, which wait for their turn or for the end of a pause or an outage.',
        }),
        scheduled: count.meta({ description: 'Failed deliveries with a time for the next attempt.' }),
        inFlight: count.meta({ description: 'Retries in progress. First attempts are not included.' }),
        isComplete: z
          .boolean()
          .meta({ description: 'False if a count stopped at 1,000: the number is then at least 1,000.' }),
      })
      .meta({ description: 'The waiting deliveries.' }),
  })
  .meta({ id: 'WebhookHealth' });

export const readHealth = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/health',
  operationId: 'readWebhookHealth',
  summary: 'Read the health of a webhook',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The health of the webhook.', body: health },
});
