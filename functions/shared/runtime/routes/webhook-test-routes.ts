import { ok } from '../../application/outcome.ts';
import { type TestServices, testDraft, testSaved } from '../../application/test-webhook.ts';
import { type Served, serve, serveDraft } from '../api/serve.ts';
import * as contract from '../contract/webhook-tests.ts';

export const webhookTestRoutes = (services: TestServices): readonly Served[] => [
  serveDraft({ contract: contract.testDraft, part: contract.testDraftPart }, async ({ path, query, body }) => {
    const outcome = await testDraft(services, { space: path('space'), eventType: query.eventType, draft: body });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
  serve(contract.testSaved, async ({ path, query }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await testSaved(services, { ref, eventType: query.eventType });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
];
