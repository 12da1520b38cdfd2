import { LRUCache } from 'lru-cache';
import type { NotificationDirectory } from '../application/ports/notification-directory.ts';
import type { ResourceStore } from '../application/ports/resource-store.ts';
import type { NotificationFields } from '../domain/notification.ts';

/** How long a notification is believed, also that there is none. */
const believedForMs = 3_000;
const keptNotifications = 1_000;

/** Keeps notifications for seconds, so that a stream of events of one type costs a read now and then. */
export function cachedNotifications(store: Pick<ResourceStore<NotificationFields>, 'find'>): NotificationDirectory {
  const kept = new LRUCache<string, { readonly fields: NotificationFields | undefined }>({
    max: keptNotifications,
    ttl: believedForMs,
  });
  return {
    async find({ space, webhookId, eventType }) {
      const key = `${webhookId}#${eventType}`;
      const known = kept.get(key);
      if (known !== undefined) return known.fields;
      const found = await store.find({ space, parent: webhookId, id: eventType });
      kept.set(key, { fields: found?.fields });
      return found?.fields;
    },
  };
}
