import { type ApiRoute, serveDraft } from '../../api/runtime/serve.ts';
import { ok } from '../../platform/application/outcome.ts';
import { type AcceptEventPorts, acceptEvent, acceptEvents } from '../application/accept-event.ts';
import * as contract from './events-contract.ts';

export const eventRoutes = (ports: AcceptEventPorts): readonly ApiRoute[] => [
  serveDraft(
    { contract: contract.acceptEvent, part: contract.eventDraftPart },
    async ({ path, body, request }) => {
      const outcome = await acceptEvent(ports, { space: path('space'), draft: body, request });
      return outcome.ok ? ok({ body: outcome.value }) : outcome;
    },
    ({ path, body, request }) => acceptEvents(ports, { space: path('space'), drafts: body, request }),
  ),
];
