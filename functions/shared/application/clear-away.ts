import type { ClearAwayQueue, Removed } from './ports/clear-away-queue.ts';
import type { ClearAwayStore } from './ports/clear-away-store.ts';
import type { Clock } from './ports/clock.ts';

/** A removed thing to clear away after, or the call to look for what was never asked for. */
export type ClearAwayMessage = Removed | Readonly<{ kind: 'sweep' }>;

export type ClearAwayServices = Readonly<{ store: ClearAwayStore; queue: ClearAwayQueue; clock: Clock }>;

/** A job hands over to a fresh message after this time, well inside the function's timeout. */
const budgetMs = 30_000;

/**
 * Clears away what a removal left, in steps that may each be repeated: a crash costs the message's next try,
 * and a removal whose message was never sent is found by the sweep.
 */
export async function clearAway(services: ClearAwayServices, message: ClearAwayMessage): Promise<void> {
  const { store, queue, clock } = services;
  if (message.kind === 'sweep') {
    for (const removed of await store.pending()) await queue.send(removed);
    return;
  }
  const deadline = clock.now().getTime() + budgetMs;
  while ((await store.clearSome(message)) === 'more') {
    if (clock.now().getTime() >= deadline) return queue.send(message);
  }
}
