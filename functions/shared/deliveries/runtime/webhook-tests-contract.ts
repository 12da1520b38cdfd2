import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';
import { webhookDraft } from '../../webhooks/runtime/webhook-schemas.ts';

const query = z.strictObject({
  eventType: eventTypeName.optional().meta({
    description: "The event type of the test event. The default is the first exact type in the webhook's `eventTypes`.",
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
      .meta({ description: "The request that was sent. The webhook's own header values are masked." }),
    response: z
      .object({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        truncated: z.boolean(),
      })
      .nullable()
      .meta({
        description:
          "The response, with up to 100 KB of the body; null if there was none. The webhook's own secrets are masked.",
      }),
    durationMs: z.number(),
    verdict: z
      .object({
        outcome: z.enum(['succeeded', 'failed']),
        reason: z.string(),
        failure: z.string().optional(),
        retried: z.boolean().optional(),
      })
      .meta({ description: 'The outcome that a delivery would have had.' }),
  })
  .meta({ id: 'WebhookTest' });

const description =
  "Sends a test event immediately and waits for the response. Its data is the event type's example, if there is one. " +
  'The API responds within 30 seconds: longer timeouts of the webhook are shortened, the connection timeout first.';

const testDraftBody = webhookDraft
  .extend({ name: webhookDraft.shape.name.default('Draft') })
  .meta({ id: 'WebhookTestDraft' });

export const testDraftPart = testDraftBody.partial();

export const testDraft = operation({
  route: 'POST /v1/spaces/{space}/webhooks/test',
  operationId: 'testWebhookDraft',
  summary: 'Test a webhook before it is saved',
  description,
  query,
  body: testDraftBody,
  example: { url: 'https://example.com/hooks', eventTypes: ['hit.detected'] },
  success: { status: 200, description: 'The result of the test, whether it succeeded or failed.', body: result },
});

export const testSaved = operation({
  route: 'POST /v1/spaces/{space}/webhooks/{webhookId}/test',
  operationId: 'testWebhook',
  summary: 'Test a saved webhook',
  description,
  query,
  body: z.strictObject({}).optional(),
  success: { status: 200, description: 'The result of the test, whether it succeeded or failed.', body: result },
});
