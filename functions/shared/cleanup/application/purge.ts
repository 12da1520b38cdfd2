import type { Clock, PurgeQueue, Removed } from '../../platform/application/ports.ts';
import { type LaneUpdater, updateLaneOfWebhook } from '../../webhooks/application/webhook-changes.ts';
import type { PurgeStore } from './ports.ts';

/** A removed resource whose data is purged, or the request to find those that were never requested. */
export type PurgeMessage = Removed | Readonly<{ kind: 'sweep' }>;

export type PurgePorts = Readonly<{
  store: PurgeStore;
  queue: PurgeQueue;
  /** Wakes the lane of every removed webhook, so that its waiting deliveries end at once. */
  laneRegistry: LaneUpdater;
  clock: Clock;
}>;

/** A job continues in a new message after this time, well within the function's timeout. */
const budgetMs = 30_000;

/**
 * Purges the data of a removed resource, in steps that may each be repeated: after a crash the message is tried again,
 * and the sweep finds a removal whose message was never sent.
 */
export async function purge(ports: PurgePorts, message: PurgeMessage): Promise<void> {
  const { store, queue, clock } = ports;
  const deadline = clock.now().getTime() + budgetMs;
  const isLate = () => clock.now().getTime() >= deadline;
  if (message.kind === 'sweep') return queue.send(await store.pending());
  // Otherwise the sweep would send a second job for it.
  await store.markActive(message);
  switch (message.kind) {
    case 'space':
      while ((await store.removeWebhooks(message.space)) === 'more') {
        if (isLate()) return queue.send([message]);
      }
      // Each by a job of its own, which wakes the webhook's lane first.
      await queue.send(await store.pending(message.space));
      break;
    case 'webhook':
      await updateLaneOfWebhook(ports, message);
      break;
  }
  while ((await store.purgeSome(message)) === 'more') {
    if (isLate()) return queue.send([message]);
  }
}
