import type { NotificationDirectory } from '../application/ports/notification-directory.ts';
import type { ResourceStore } from '../application/ports/resource-store.ts';
import type { NotificationFields } from '../domain/notification.ts';
import { cached } from './cached.ts';

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
      keepsAbsence: true,
    },
  ),
});
