import type { Role } from '../../platform/domain/roles.ts';

export type RouteAccess = Readonly<{
  /** The folder in `functions/` whose function serves it. */
  function: string;
  /** The roles that may call it; `anyone` needs no key. */
  roles: readonly Role[] | 'anyone';
}>;

const platform = ['admin'] as const;
const keyHolders = ['admin', 'manager'] as const;
const managers = ['manager'] as const;
const readers = ['manager', 'viewer'] as const;
const everybody = ['admin', 'manager', 'viewer', 'producer'] as const;
const senders = ['manager', 'producer'] as const;

/** Every route of the API: its function and the roles that may call it. Synth, handlers and contract follow it. */
export const apiRoutes = {
  'POST /v1/spaces': { function: 'manage-configuration', roles: platform },
  'GET /v1/spaces': { function: 'manage-configuration', roles: platform },
  'GET /v1/spaces/{space}': { function: 'manage-configuration', roles: platform },
  'PATCH /v1/spaces/{space}': { function: 'manage-configuration', roles: platform },
  'DELETE /v1/spaces/{space}': { function: 'manage-configuration', roles: platform },

  'POST /v1/spaces/{space}/keys': { function: 'manage-configuration', roles: keyHolders },
  'GET /v1/spaces/{space}/keys': { function: 'manage-configuration', roles: keyHolders },
  'DELETE /v1/spaces/{space}/keys/{keyId}': { function: 'manage-configuration', roles: keyHolders },

  'POST /v1/spaces/{space}/portal-links': { function: 'manage-configuration', roles: keyHolders },

  'POST /v1/spaces/{space}/webhooks': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/webhooks': { function: 'manage-configuration', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}': { function: 'manage-configuration', roles: readers },
  'PATCH /v1/spaces/{space}/webhooks/{webhookId}': { function: 'manage-configuration', roles: managers },
  'DELETE /v1/spaces/{space}/webhooks/{webhookId}': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/secret': { function: 'manage-configuration', roles: managers },

  'GET /v1/spaces/{space}/webhooks/{webhookId}/health': { function: 'read-deliveries', roles: readers },
  'POST /v1/spaces/{space}/webhooks/{webhookId}/secret/rotate': { function: 'manage-configuration', roles: managers },
  'POST /v1/spaces/{space}/webhooks/test': { function: 'test-webhook', roles: managers },
  'POST /v1/spaces/{space}/webhooks/{webhookId}/test': { function: 'test-webhook', roles: managers },

  'POST /v1/spaces/{space}/webhooks/{webhookId}/notifications': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/notifications': { function: 'manage-configuration', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}': {
    function: 'manage-configuration',
    roles: readers,
  },
  'PATCH /v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}': {
    function: 'manage-configuration',
    roles: managers,
  },
  'DELETE /v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}': {
    function: 'manage-configuration',
    roles: managers,
  },

  'POST /v1/spaces/{space}/rules': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/rules': { function: 'manage-configuration', roles: readers },
  'GET /v1/spaces/{space}/rules/{ruleId}': { function: 'manage-configuration', roles: readers },
  'PATCH /v1/spaces/{space}/rules/{ruleId}': { function: 'manage-configuration', roles: managers },
  'DELETE /v1/spaces/{space}/rules/{ruleId}': { function: 'manage-configuration', roles: managers },

  'GET /v1/spaces/{space}/rules/{ruleId}/executions': { function: 'read-deliveries', roles: readers },
  'GET /v1/spaces/{space}/rules/{ruleId}/executions/{executionId}': { function: 'read-deliveries', roles: readers },
  'POST /v1/spaces/{space}/rules/{ruleId}/executions/{executionId}/retry': {
    function: 'resend-deliveries',
    roles: managers,
  },

  'GET /v1/spaces/{space}/scorecards': { function: 'manage-configuration', roles: readers },
  'PUT /v1/spaces/{space}/scorecards/{scorecardId}': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/scorecards/{scorecardId}': { function: 'manage-configuration', roles: readers },
  'DELETE /v1/spaces/{space}/scorecards/{scorecardId}': { function: 'manage-configuration', roles: managers },

  'GET /v1/spaces/{space}/event-types': { function: 'manage-configuration', roles: readers },
  'PUT /v1/spaces/{space}/event-types/{type}': { function: 'manage-configuration', roles: managers },
  'GET /v1/spaces/{space}/event-types/{type}': { function: 'manage-configuration', roles: readers },
  'DELETE /v1/spaces/{space}/event-types/{type}': { function: 'manage-configuration', roles: managers },

  'POST /v1/spaces/{space}/filters/test': { function: 'manage-configuration', roles: readers },

  'POST /v1/spaces/{space}/events': { function: 'accept-event', roles: senders },
  'GET /v1/spaces/{space}/events': { function: 'read-deliveries', roles: readers },
  'GET /v1/spaces/{space}/events/{eventId}': { function: 'read-deliveries', roles: ['manager', 'viewer', 'producer'] },

  'GET /v1/spaces/{space}/deliveries': { function: 'read-deliveries', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries': { function: 'read-deliveries', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}': {
    function: 'read-deliveries',
    roles: readers,
  },

  'GET /v1/spaces/{space}/statistics': { function: 'read-deliveries', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/statistics': { function: 'read-deliveries', roles: readers },

  'POST /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry': {
    function: 'resend-deliveries',
    roles: managers,
  },
  'POST /v1/spaces/{space}/webhooks/{webhookId}/replays': { function: 'resend-deliveries', roles: managers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/replays': { function: 'resend-deliveries', roles: readers },
  'GET /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}': {
    function: 'resend-deliveries',
    roles: readers,
  },
  'DELETE /v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}': {
    function: 'resend-deliveries',
    roles: managers,
  },

  'GET /v1/caller': { function: 'describe-api', roles: everybody },

  'GET /console': { function: 'serve-console', roles: 'anyone' },
  'GET /console/{asset}': { function: 'serve-console', roles: 'anyone' },

  'GET /openapi.json': { function: 'describe-api', roles: 'anyone' },
  'GET /docs': { function: 'describe-api', roles: 'anyone' },
  'GET /docs/{asset}': { function: 'describe-api', roles: 'anyone' },
  'GET /healthz': { function: 'describe-api', roles: 'anyone' },
  /** Serves requests that match no other route. */
  $default: { function: 'describe-api', roles: 'anyone' },
} as const satisfies Readonly<Record<string, RouteAccess>>;

export type RouteKey = keyof typeof apiRoutes;
