import { type ApiRoute, serveDraft } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import { type AcceptEventServices, acceptEvent, acceptEvents } from '../application/accept-event.ts';
import * as contract from './events-contract.ts';

export const eventRoutes = (services: AcceptEventServices): readonly ApiRoute[] => [
  serveDraft(
    { contract: contract.acceptEvent, part: contract.eventDraftPart },
    async ({ path, body, request }) => {
      const outcome = await acceptEvent(services, { space: path('space'), draft: body, request });
      return outcome.ok ? ok({ body: outcome.value }) : outcome;
    },
    ({ path, body, request }) => acceptEvents(services, { space: path('space'), drafts: body, request }),
  ),
];
