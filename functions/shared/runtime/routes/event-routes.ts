import { type AcceptEventServices, acceptEvent, acceptEvents } from '../../application/accept-event.ts';
import { ok } from '../../application/outcome.ts';
import { type Served, serveDraft } from '../api/serve.ts';
import * as contract from '../contract/events.ts';

export const eventRoutes = (services: AcceptEventServices): readonly Served[] => [
  serveDraft(
    { contract: contract.acceptEvent, part: contract.eventDraftPart },
    async ({ path, body, request }) => {
      const outcome = await acceptEvent(services, { space: path('space'), draft: body, request });
      return outcome.ok ? ok({ body: outcome.value }) : outcome;
    },
    ({ path, body, request }) => acceptEvents(services, { space: path('space'), drafts: body, request }),
  ),
];
