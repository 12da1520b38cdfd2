import { type AuditServices, auditedResources } from '../../application/audited-stores.ts';
import { eventTypeErrors } from '../../application/event-type-check.ts';
import { deleteResource, putResource, type ResourceKind } from '../../application/manage-resources.ts';
import { notFound, ok } from '../../application/outcome.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { SchemaValidator } from '../../application/ports/schema-validator.ts';
import type { EventTypeFields } from '../../domain/event-type.ts';
import type { Principal } from '../../domain/principal.ts';
import { emptied } from '../api/created.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve, serveDraft } from '../api/serve.ts';
import * as contract from '../contract/event-types.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type EventTypeServices = AuditServices &
  Readonly<{ eventTypes: ResourceStore<EventTypeFields>; schemas: SchemaValidator }>;

const view = resourceView(({ id }) => ({ type: id }));
const shown = shownBy<EventTypeFields>(view);

export function eventTypeRoutes(services: EventTypeServices): readonly Served[] {
  const kindFor = (by: Principal): ResourceKind<EventTypeFields> => ({
    store: auditedResources(services.eventTypes, 'event-type', { ...services, by }),
    noun: 'event type',
    parentNoun: 'space',
    taken: { path: 'type', message: 'already has a description; change it' },
    view,
    faults: (space, fields) => eventTypeErrors(services.schemas, { space, ...fields }),
  });
  return [
    serve(contract.listEventTypes, ({ path, query }) => {
      const space = path('space');
      return answerPage(
        { list: `event types of ${space}`, query },
        { read: (page) => services.eventTypes.list({ space, ...page }), view },
      );
    }),
    serveDraft(
      { contract: contract.putEventType, part: contract.eventTypePart },
      async ({ principal, path, body, expected }) => {
        const draft = { ref: refOf(path), fields: body };
        const outcome = await putResource(services, kindFor(principal), { draft, expected });
        return outcome.ok ? ok(shown(outcome.value)) : outcome;
      },
    ),
    serve(contract.readEventType, async ({ path }) => {
      const found = await services.eventTypes.find(refOf(path));
      return found === undefined ? notFound('event type') : ok(shown(found));
    }),
    serve(contract.deleteEventType, async ({ principal, path, expected }) =>
      emptied(await deleteResource(kindFor(principal), { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'type') => string) => ({ space: path('space'), id: path('type') });
