import { sharedReads } from '../../platform/adapters/shared-reads.ts';
import { type EventStore, type StoredEvent, storedEventKey } from '../application/ports.ts';

/** How long an event is cached: sending it to thousands of webhooks takes a minute or two (docs/scale.md). */
const ttlMs = 60_000;
/** All events together, in characters of JSON: some hundred of the largest, in a function of 512 MB. */
const maxSize = 32 * 1024 * 1024;
/** The size that an event counts for while it is being read: the largest possible. */
const sizeWhileReading = 256 * 1024;

type Finder = Pick<EventStore, 'find'>;

/**
 * An event that is too large for the message is read once per container, not once per delivery: an event of 192 KB
 * takes 48 read units, of which a partition has 3,000 a second. Deliveries of one batch share a read. Only events that
 * were found are cached, and only under the key of the very event, which never changes.
 */
export function cachedEvents({ find }: Finder): Finder {
  const shared = sharedReads<StoredEvent | undefined>({
    ttlMs,
    maxSize,
    sizeWhileReading,
    sizeOf: (found) => found && JSON.stringify(found.event).length,
  });
  return {
    find: async (ref) => ('envelopeId' in ref ? shared(storedEventKey(ref), () => find(ref)) : find(ref)),
  };
}
