import * as z from 'zod';
import { eventTypeName } from '../../domain/event.ts';
import { operation } from './operation.ts';
import { webhookDraft } from './webhooks.ts';

const query = z.strictObject({
  eventType: eventTypeName.optional().meta({
    description: "The sample's type. By default the first exact type that the webhook hears of.",
  }),
});

const result = z
  .object({
    request: z
      .object({
        method: z.string(),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
      })
      .nullable()
      .meta({ description: 'What was sent, your own header values masked.' }),
    response: z
      .object({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        truncated: z.boolean(),
      })
      .nullable()
      .meta({ description: 'What came back, the body up to 100 KB, your own secrets masked; null when nothing did.' }),
    durationMs: z.number(),
    verdict: z
      .object({
        outcome: z.enum(['succeeded', 'failed']),
        reason: z.string(),
        failure: z.string().optional(),
        retried: z.boolean().optional(),
      })
      .meta({ description: 'What a delivery would have come to.' }),
  })
  .meta({ id: 'WebhookTest' });

const description =
  "Sends a sample at once and waits for the answer. The sample's data is the event type's example, if it has one. " +
  'It answers within 30 seconds: where the clocks are longer together, they are shortened, that for connecting first.';

const testDraftBody = webhookDraft
  .extend({ name: webhookDraft.shape.name.default('Draft') })
  .meta({ id: 'WebhookTestDraft' });

export const testDraftPart = testDraftBody.partial();

export const testDraft = operation({
  route: 'POST /v1/spaces/{space}/webhooks/test',
  operationId: 'testWebhookDraft',
  summary: 'Try out a webhook before it is saved',
  description,
  query,
  body: testDraftBody,
  example: { url: 'https://example.com/hooks', eventTypes: ['hit.detected'] },
  success: { status: 200, description: 'What came of it, good or bad.', body: result },
});

export const testSaved = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/test',
  operationId: 'testWebhook',
  summary: 'Try out a webhook as it is saved',
  description,
  query,
  body: z.strictObject({}).optional(),
  success: { status: 200, description: 'What came of it, good or bad.', body: result },
});
