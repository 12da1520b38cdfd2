import { type ApiRoute, serve, serveDraft } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import { type TestPorts, testDraft, testSaved } from '../application/test-webhook.ts';
import * as contract from './webhook-tests-contract.ts';

export const webhookTestRoutes = (ports: TestPorts): readonly ApiRoute[] => [
  serveDraft({ contract: contract.testDraft, part: contract.testDraftPart }, async ({ path, query, body }) => {
    const outcome = await testDraft(ports, { space: path('space'), eventType: query.eventType, draft: body });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
  serve(contract.testSaved, async ({ path, query }) => {
    const ref = { space: path('space'), webhookId: path('webhookId') };
    const outcome = await testSaved(ports, { ref, eventType: query.eventType });
    return outcome.ok ? ok({ body: outcome.value }) : outcome;
  }),
];
