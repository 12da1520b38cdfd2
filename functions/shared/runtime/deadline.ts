import type { MiddlewareObj } from '@middy/core';

/** When the invocation under way is ended; a container works on one at a time. */
let endsAt = Number.POSITIVE_INFINITY;

/** Takes down how long the invocation may run. */
export const keepDeadline: MiddlewareObj = {
  before: ({ context }) => {
    endsAt = Date.now() + context.getRemainingTimeInMillis();
  },
};

/** Milliseconds until the invocation under way is ended. */
export const remainingMs = (): number => endsAt - Date.now();
