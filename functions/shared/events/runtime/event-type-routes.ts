import { resourceRoutes } from '../../api/runtime/resource-routes.ts';
import type { ApiRoute } from '../../api/runtime/serve.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import { eventTypeErrors } from '../application/event-type-check.ts';
import type { SchemaValidator } from '../application/ports.ts';
import type { EventTypeFields } from '../domain/event-type.ts';
import * as contract from './event-types-contract.ts';

export type EventTypePorts = AuditPorts &
  Readonly<{ eventTypes: ResourceStore<EventTypeFields>; schemas: SchemaValidator }>;

export function eventTypeRoutes(ports: EventTypePorts): readonly ApiRoute[] {
  const routes = resourceRoutes(ports, {
    store: ports.eventTypes,
    kind: 'event-type',
    noun: 'event type',
    parentNoun: 'space',
    parameter: 'type',
    name: (type) => ({ type }),
    taken: { path: 'type', message: 'already has a description; change it' },
    validate: (space, fields) => eventTypeErrors(ports.schemas, { space, ...fields }),
  });
  return [
    routes.list(contract.listEventTypes),
    routes.put({ contract: contract.putEventType, part: contract.eventTypePart }),
    routes.read(contract.readEventType),
    routes.remove(contract.deleteEventType),
  ];
}
