import type { Clock } from './ports/clock.ts';
import type { PurgeQueue, Removed } from './ports/purge-queue.ts';
import type { PurgeStore } from './ports/purge-store.ts';
import { type ChangeListener, webhookChanged } from './webhook-changes.ts';

/** A removed thing whose data is purged, or the call to look for what was never asked for. */
export type PurgeMessage = Removed | Readonly<{ kind: 'sweep' }>;

export type PurgeServices = Readonly<{
  store: PurgeStore;
  queue: PurgeQueue;
  /** Wakes the lane of every removed webhook, so that what waits in it ends at once. */
  laneRegistry: ChangeListener;
  clock: Clock;
}>;

/** A job hands over to a fresh message after this time, well inside the function's timeout. */
const budgetMs = 30_000;

/**
 * Purges what a removal left, in steps that may each be repeated: a crash costs the message's next try,
 * and a removal whose message was never sent is found by the sweep.
 */
export async function purge(services: PurgeServices, message: PurgeMessage): Promise<void> {
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
