import * as z from 'zod';
import { eventTypeName } from '../../domain/event.ts';
import { delivery } from './deliveries.ts';
import { id, noBody, noQuery, pageOf, pageQuery, timestamp, utcTimestamp } from './fields.ts';
import { operation } from './operation.ts';

export const retryDelivery = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry',
  operationId: 'retryDelivery',
  summary: 'Attempt an ended delivery once more, now',
  description: 'With the same `Idempotency-Key` twice it is attempted once. A paused or disabled webhook is a 409.',
  query: noQuery,
  body: noBody,
  repeatable: true,
  success: { status: 202, description: 'The delivery, on its way again.', body: delivery },
});

const replayable = z.enum(['succeeded', 'failed', 'exhausted', 'discarded']);

const replay = z
  .object({
    id,
    webhookId: id,
    since: timestamp,
    until: timestamp,
    statuses: z.array(z.string()),
    eventTypes: z.array(eventTypeName).optional(),
    dryRun: z.boolean(),
    status: z.enum(['running', 'completed', 'cancelled']),
    matched: z.int().meta({ description: 'Deliveries found so far that fit.' }),
    replayed: z.int().meta({ description: 'Those of them that are on their way again.' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Replay' });

/** Times as they were read. */
const range = z.object({ since: timestamp, until: timestamp.optional() });

export const startReplay = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/replays',
  operationId: 'startReplay',
  summary: 'Send ended deliveries again, each with its whole schedule of retries',
  description:
    'Works through the deliveries of events in a range of time, no faster than they go out. None is left out, however many there are.',
  query: noQuery,
  body: z
    .strictObject({
      since: utcTimestamp.meta({ description: 'Deliveries of events from then on…' }),
      until: utcTimestamp.optional().meta({
        description: '…and before then; by default all that there are, also of events whose time lies in the future.',
      }),
      statuses: z
        .array(replayable)
        .min(1)
        .optional()
        .meta({ description: 'By default `failed`, `exhausted` and `discarded`.' }),
      eventTypes: z.array(eventTypeName).min(1).max(100).optional().meta({ description: 'By default all.' }),
      dryRun: z.boolean().default(false).meta({ description: 'Only count.' }),
    })
    .refine(({ since, until }) => until === undefined || since < until, {
      path: ['until'],
      message: 'must be later than since',
      // Whatever else is wrong.
      when: ({ value }) => range.safeParse(value).success,
    }),
  repeatable: true,
  success: { status: 202, description: 'The replay, under way.', body: replay },
});

export const listReplays = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/replays',
  operationId: 'listReplays',
  summary: 'List the replays of a webhook, newest first',
  query: pageQuery,
  body: noBody,
  success: { status: 200, description: 'A page of replays.', body: pageOf(replay) },
});

export const readReplay = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}',
  operationId: 'readReplay',
  summary: 'See how far a replay has come',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The replay.', body: replay },
});

export const cancelReplay = operation({
  route: 'DELETE /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}',
  operationId: 'cancelReplay',
  summary: 'Cancel a replay',
  description: 'What it has put on its way still goes out.',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The replay as it ended.', body: replay },
});
