import type { ClearAwayQueue, Removed } from './ports/clear-away-queue.ts';
import type { ClearAwayStore } from './ports/clear-away-store.ts';
import type { Clock } from './ports/clock.ts';
import { type ChangeListener, webhookChanged } from './webhook-changes.ts';

/** A removed thing to clear away after, or the call to look for what was never asked for. */
export type ClearAwayMessage = Removed | Readonly<{ kind: 'sweep' }>;

export type ClearAwayServices = Readonly<{
  store: ClearAwayStore;
  queue: ClearAwayQueue;
  /** Wakes the lane of every removed webhook, so that what waits in it ends at once. */
  laneRegistry: ChangeListener;
  clock: Clock;
}>;

/** A job hands over to a fresh message after this time, well inside the function's timeout. */
const budgetMs = 30_000;

/**
 * Clears away what a removal left, in steps that may each be repeated: a crash costs the message's next try,
 * and a removal whose message was never sent is found by the sweep.
 */
export async function clearAway(services: ClearAwayServices, message: ClearAwayMessage): Promise<void> {
  const { store, queue, clock } = services;
  const deadline = clock.now().getTime() + budgetMs;
  const isLate = () => clock.now().getTime() >= deadline;
  if (message.kind === 'sweep') return queue.send(await store.pending());
  // Or the sweep would send a second job after it.
  await store.attend(message);
  switch (message.kind) {
    case 'space':
      while ((await store.removeWebhooks(message.space)) === 'more') {
        if (isLate()) return queue.send([message]);
      }
      // Each by a job of its own, which wakes its lane before all else.
      await queue.send(await store.pending(message.space));
      break;
    case 'webhook':
      await webhookChanged(services, message);
      break;
  }
  while ((await store.clearSome(message)) === 'more') {
    if (isLate()) return queue.send([message]);
  }
}
