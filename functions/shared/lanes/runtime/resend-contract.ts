import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { delivery } from '../../deliveries/runtime/deliveries-contract.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';
import { id, noBody, noQuery, timestamp, utcTimestamp } from '../../platform/runtime/fields.ts';

export const retryDelivery = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry',
  operationId: 'retryDelivery',
  summary: 'Retry an ended delivery immediately',
  description:
    'Two requests with the same `Idempotency-Key` make one attempt. If the webhook is paused or disabled, the response is a 409.',
  query: noQuery,
  body: noBody,
  repeatable: true,
  success: { status: 202, description: 'The delivery, in progress again.', body: delivery },
});

const replayable = z.enum(['succeeded', 'failed', 'exhausted', 'discarded']);

const replay = z
  .object({
    id,
    webhookId: id,
    since: timestamp,
    until: timestamp,
    statuses: z.array(replayable),
    eventTypes: z.array(eventTypeName).optional(),
    dryRun: z.boolean(),
    status: z.enum(['running', 'completed', 'cancelled']),
    matched: z.int().meta({ description: 'The number of matching deliveries found so far.' }),
    replayed: z.int().meta({ description: 'The number of them that are in progress again.' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Replay' });

/** Times as they were read. */
const range = z.object({ since: timestamp, until: timestamp.optional() });

export const startReplay = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/replays',
  operationId: 'startReplay',
  summary: 'Replay ended deliveries',
  description:
    'Sends all matching deliveries of events in a time range again, each with its complete retry schedule. They are released at the rate at which they can be sent.',
  query: noQuery,
  body: z
    .strictObject({
      since: utcTimestamp.meta({ description: 'Deliveries of events with this time or a later one.' }),
      until: utcTimestamp.optional().meta({
        description:
          'Deliveries of events with an earlier time. By default there is no limit; events with a time in the future are included.',
      }),
      statuses: z
        .array(replayable)
        .min(1)
        .optional()
        .meta({ description: 'By default `failed`, `exhausted` and `discarded`.' }),
      eventTypes: z.array(eventTypeName).min(1).max(100).optional().meta({ description: 'By default all.' }),
      dryRun: z.boolean().default(false).meta({ description: 'Whether to only count the matching deliveries.' }),
    })
    .refine(({ since, until }) => until === undefined || since < until, {
      path: ['until'],
      message: 'must be later than since',
      // Also if other fields are wrong.
      when: ({ value }) => range.safeParse(value).success,
    }),
  repeatable: true,
  success: { status: 202, description: 'The replay, in progress.', body: replay },
});

export const listReplays = listOperation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/replays',
  operationId: 'listReplays',
  summary: 'List the replays of a webhook, newest first',
  plural: 'replays',
  response: replay,
});

export const readReplay = readOperation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}',
  operationId: 'readReplay',
  summary: 'Read the progress of a replay',
  noun: 'replay',
  response: replay,
});

export const cancelReplay = operation({
  route: 'DELETE /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}',
  operationId: 'cancelReplay',
  summary: 'Cancel a replay',
  description: 'Deliveries that the replay has already released are still sent.',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The canceled replay.', body: replay },
});
