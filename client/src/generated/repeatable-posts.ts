/** Paths whose POST takes an Idempotency-Key. Made from the API's document. */
export const repeatablePosts: ReadonlySet<string> = new Set([
  '/v1/spaces',
  '/v1/spaces/{space}/keys',
  '/v1/spaces/{space}/portal-links',
  '/v1/spaces/{space}/webhooks',
  '/v1/spaces/{space}/webhooks/{webhookId}/notifications',
  '/v1/spaces/{space}/events',
  '/v1/spaces/{space}/webhooks/{webhookId}/replays',
  '/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry',
  '/v1/spaces/{space}/rules',
  '/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}/retry',
]);
