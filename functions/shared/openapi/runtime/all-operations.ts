import type { RouteKey } from '../../api/domain/api-routes.ts';
import type { Operation } from '../../api/runtime/operation.ts';
import * as deliveries from '../../deliveries/runtime/deliveries-contract.ts';
import * as executions from '../../deliveries/runtime/executions-contract.ts';
import * as webhookTests from '../../deliveries/runtime/webhook-tests-contract.ts';
import * as eventTypes from '../../events/runtime/event-types-contract.ts';
import * as events from '../../events/runtime/events-contract.ts';
import * as filters from '../../events/runtime/filters-contract.ts';
import * as scorecards from '../../events/runtime/scorecards-contract.ts';
import * as resend from '../../lanes/runtime/resend-contract.ts';
import * as rules from '../../rules/runtime/rules-contract.ts';
import * as keys from '../../spaces/runtime/keys-contract.ts';
import * as spaces from '../../spaces/runtime/spaces-contract.ts';
import * as statistics from '../../statistics/runtime/statistics-contract.ts';
import * as health from '../../webhooks/runtime/health-contract.ts';
import * as notifications from '../../webhooks/runtime/notifications-contract.ts';
import * as webhookSecrets from '../../webhooks/runtime/webhook-secrets-contract.ts';
import * as webhooks from '../../webhooks/runtime/webhooks-contract.ts';
import * as service from './service-contract.ts';

/** The operations of one part of the API, as the document groups them. */
export type OperationGroup = Readonly<{ tag: string; description: string; operations: readonly Operation[] }>;

const isOperation = (exported: unknown): exported is Operation =>
  typeof exported === 'object' && exported !== null && 'operationId' in exported;

const group = (tag: string, description: string, ...modules: readonly object[]): OperationGroup => ({
  tag,
  description,
  operations: modules.flatMap((module) => Object.values(module).filter(isOperation).toSorted(byVerb)),
});

/** The order in which readers look for operations. A module lists its exports by name. */
const verbs = ['create', 'start', 'put', 'list', 'read', 'change', 'delete', 'revoke', 'cancel'];

const byVerb = (one: Operation, other: Operation): number => rankOf(one) - rankOf(other);

function rankOf({ operationId }: Operation): number {
  const rank = verbs.findIndex((verb) => operationId.startsWith(verb));
  return rank === -1 ? verbs.length : rank;
}

export const operationGroups: readonly OperationGroup[] = [
  group('Spaces', 'Tenants. All other resources belong to a space.', spaces),
  group('Keys', 'API keys of a space.', keys),
  group('Webhooks', 'Endpoints that receive events.', webhooks, webhookSecrets, webhookTests, health),
  group('Notifications', "A webhook's own title and message for an event type.", notifications),
  group('Events', 'Events that producers send.', events, {
    listEvents: deliveries.listEvents,
    readEvent: deliveries.readEvent,
  }),
  group('Deliveries', 'The deliveries of events to webhooks, with their attempts.', {
    listDeliveries: deliveries.listDeliveries,
    listSpaceDeliveries: deliveries.listSpaceDeliveries,
    readDelivery: deliveries.readDelivery,
    ...resend,
  }),
  group('Statistics', 'Counts and durations of attempts, by hour or day.', statistics),
  group('Rules', 'Webhooks that are called one after the other when an event is received.', rules),
  group('Executions', 'The runs of rules.', executions),
  group('Filters', 'Tests of event filters.', filters),
  group('Scorecards', 'Domains and their groups, which the scopes of rules are matched against.', scorecards),
  group('Event types', 'Descriptions and schemas of event types.', eventTypes),
  group('Service', 'The API itself.', service),
];

/** Routes that return pages for people; they are not part of the contract. */
export const undocumentedRoutes: readonly RouteKey[] = [
  'GET /console',
  'GET /console/{asset}',
  'GET /docs',
  'GET /docs/{asset}',
  '$default',
];
