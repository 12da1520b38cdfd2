import type { Middleware } from 'openapi-fetch';
import { repeatablePosts } from './generated/repeatable-posts.ts';

/** Gives each POST that may be repeated a key of its own, by which the API knows it again. */
export const idempotencyKeys: Middleware = {
  onRequest({ request, schemaPath }) {
    if (request.method !== 'POST' || !repeatablePosts.has(schemaPath)) return;
    if (!request.headers.has('idempotency-key')) request.headers.set('idempotency-key', crypto.randomUUID());
  },
};
