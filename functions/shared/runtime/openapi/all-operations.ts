import type { RouteKey } from '../../domain/api-routes.ts';
import * as deliveries from '../contract/deliveries.ts';
import * as eventTypes from '../contract/event-types.ts';
import * as events from '../contract/events.ts';
import * as executions from '../contract/executions.ts';
import * as filters from '../contract/filters.ts';
import * as health from '../contract/health.ts';
import * as keys from '../contract/keys.ts';
import * as notifications from '../contract/notifications.ts';
import type { Operation } from '../contract/operation.ts';
import * as retries from '../contract/retries.ts';
import * as rules from '../contract/rules.ts';
import * as scorecards from '../contract/scorecards.ts';
import * as service from '../contract/service.ts';
import * as spaces from '../contract/spaces.ts';
import * as statistics from '../contract/statistics.ts';
import * as webhookTests from '../contract/webhook-tests.ts';
import * as webhooks from '../contract/webhooks.ts';

/** The operations of one part of the API, as the document groups them. */
export type OperationGroup = Readonly<{ tag: string; description: string; operations: readonly Operation[] }>;

const isOperation = (exported: unknown): exported is Operation =>
  typeof exported === 'object' && exported !== null && 'operationId' in exported;

const group = (tag: string, description: string, ...modules: readonly object[]): OperationGroup => ({
  tag,
  description,
  operations: modules.flatMap((module) => Object.values(module).filter(isOperation)),
});

export const operationGroups: readonly OperationGroup[] = [
  group('Spaces', 'Tenants. All other resources belong to a space.', spaces),
  group('Keys', 'API keys of a space.', keys),
  group('Webhooks', 'Endpoints that receive events.', webhooks, webhookTests, health),
  group('Notifications', "A webhook's own title and message for an event type.", notifications),
  group('Events', 'Events that producers send.', events, {
    listEvents: deliveries.listEvents,
    readEvent: deliveries.readEvent,
  }),
  group('Deliveries', 'The deliveries of events to webhooks, with their attempts.', {
    listDeliveries: deliveries.listDeliveries,
    listSpaceDeliveries: deliveries.listSpaceDeliveries,
    readDelivery: deliveries.readDelivery,
    ...retries,
  }),
  group('Statistics', 'Counts and durations of attempts, by hour or day.', statistics),
  group('Rules', 'Webhooks that are called one after the other when an event is received.', rules),
  group('Executions', 'The runs of rules.', executions),
  group('Filters', 'Tests of event filters.', filters),
  group('Scorecards', 'Domains and their groups, which the scopes of rules are matched against.', scorecards),
  group('Event types', 'Descriptions and schemas of event types.', eventTypes),
  group('Service', 'The API itself.', service),
];

/** Routes that answer with pages for people; they are not part of the contract. */
export const undocumentedRoutes: readonly RouteKey[] = [
  'GET /console',
  'GET /console/{asset}',
  'GET /docs',
  'GET /docs/{asset}',
  '$default',
];
