import { LRUCache } from 'lru-cache';
import type { EventTypeDirectory } from '../application/ports/event-type-directory.ts';
import type { ResourceStore } from '../application/ports/resource-store.ts';
import type { EventTypeFields } from '../domain/event-type.ts';

/** How long a description is believed, also that there is none. */
const believedForMs = 3_000;
const keptTypes = 1_000;
/** All of them together, in characters as JSON: an example alone may have 256 KB, a function has 512 MB. */
const keptSize = 16 * 1024 * 1024;

/** Keeps descriptions of event types for seconds, so that a stream of events costs a read now and then. */
export function cachedEventTypes(store: Pick<ResourceStore<EventTypeFields>, 'find'>): EventTypeDirectory {
  const kept = new LRUCache<string, { readonly fields: EventTypeFields | undefined }>({
    max: keptTypes,
    maxSize: keptSize,
    sizeCalculation: (kept) => JSON.stringify(kept).length,
    ttl: believedForMs,
  });
  return {
    async find({ space, type }) {
      const key = `${space}#${type}`;
      const known = kept.get(key);
      if (known !== undefined) return known.fields;
      const found = await store.find({ space, id: type });
      kept.set(key, { fields: found?.fields });
      return found?.fields;
    },
  };
}
