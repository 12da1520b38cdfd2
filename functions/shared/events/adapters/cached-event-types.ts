import { cached } from '../../platform/adapters/cached.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { EventTypeDirectory } from '../application/ports.ts';
import type { EventTypeFields } from '../domain/event-type.ts';

/** How long a description is cached, also its absence. */
const ttlMs = 3_000;
/** An example alone may have 256 KB, a function has 512 MB. */
const maxSize = 16 * 1024 * 1024;

/** Caches descriptions of event types for seconds, so that a stream of events needs few reads. */
export const cachedEventTypes = (store: Pick<ResourceStore<EventTypeFields>, 'find'>): EventTypeDirectory => ({
  find: cached(async ({ space, type }) => (await store.find({ space, id: type }))?.fields, {
    keyOf: ({ space, type }) => `${space}#${type}`,
    ttlMs,
    maxEntries: 1_000,
    maxSize,
    cachesAbsence: true,
  }),
});
