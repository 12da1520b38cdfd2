import type { MiddlewareObj } from '@middy/core';

/** When Lambda ends the present invocation; a container runs one at a time. */
let endsAt = Number.POSITIVE_INFINITY;

/** Records how long the invocation may run. */
export const keepDeadline: MiddlewareObj = {
  before: ({ context }) => {
    endsAt = Date.now() + context.getRemainingTimeInMillis();
  },
};

/** Milliseconds until Lambda ends the present invocation. */
export const remainingMs = (): number => endsAt - Date.now();
