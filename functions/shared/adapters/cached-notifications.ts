import type { NotificationDirectory } from '../application/ports/notification-directory.ts';
import type { ResourceStore } from '../application/ports/resource-store.ts';
import type { NotificationFields } from '../domain/notification.ts';
import { cached } from './cached.ts';

/** How long a notification is believed, also that there is none. */
const ttlMs = 3_000;

/** Keeps notifications for seconds, so that a stream of events of one type costs a read now and then. */
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
