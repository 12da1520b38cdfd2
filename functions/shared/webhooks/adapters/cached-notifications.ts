import { cached } from '../../platform/adapters/cached.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { NotificationDirectory } from '../application/ports.ts';
import type { NotificationFields } from '../domain/notification.ts';

/** How long a notification is cached, also its absence. */
const ttlMs = 3_000;

/** Caches notifications for seconds, so that a stream of events of one type needs few reads. */
export const cachedNotifications = (store: Pick<ResourceStore<NotificationFields>, 'find'>): NotificationDirectory => ({
  find: cached(
    async ({ space, webhookId, eventType }) => (await store.find({ space, parent: webhookId, id: eventType }))?.fields,
    {
      keyOf: ({ webhookId, eventType }) => `${webhookId}#${eventType}`,
      ttlMs,
      maxEntries: 1_000,
      cachesAbsence: true,
    },
  ),
});
