import type { Event } from '../../domain/event.ts';
import type { WriteFault } from './write-fault.ts';

/** An event as it is kept: what was put on the bus, and whom it was fanned out to. */
export type StoredEvent = Readonly<{
  event: Event;
  /** The bus's own id of the message; the same when the bus or a queue delivers it twice. */
  envelopeId: string;
  receivedAt: string;
  /** Names of webhooks and rules the event was sent to; the first page of a large fan-out, the rest by {@link EventStore.addTargets}. */
  targets: readonly string[];
}>;

export type EventRef = Readonly<{ space: string; eventId: string }>;

/** Names an event among those that had the same own id one after the other. */
export type StoredEventRef = EventRef & Readonly<{ envelopeId: string }>;

/** Tells stored events apart. */
export const storedEventKey = ({ space, eventId, envelopeId }: StoredEventRef): string =>
  JSON.stringify([space, eventId, envelopeId]);

/**
 * - `claimed`: the event is new and stored.
 * - `resumed`: this very message was stored before and comes again; its fan-out may be unfinished.
 * - `duplicate`: another message with the same event id was stored less than 24 hours ago.
 */
export type ClaimOutcome = 'claimed' | 'resumed' | 'duplicate';

/** An event that a delivery waits to be sent, and when it was received at the earliest known. ISO 8601. */
export type NeededEvent = StoredEventRef & Readonly<{ since: string }>;

/** An event without what it says. */
export type EventSummary = Readonly<{
  receivedAt: string;
  /** The first page of those it was sent to. */
  targets: readonly string[];
  hasMoreTargets: boolean;
}>;

/** Keeps events for reading, replay and large bodies, and tells duplicates apart. */
export interface EventStore {
  /**
   * Stores events, each once; an earlier event of the same own id stays as it is. Outcomes are in the order of the events:
   * a fault when the store was at fault for that one. If it was stored all the same, it answers `resumed` next time.
   * Throws when the store is at fault as a whole.
   */
  claim(events: readonly StoredEvent[]): Promise<readonly (ClaimOutcome | WriteFault)[]>;
  /** Records a further page of a large fan-out; the same page twice is one. */
  addTargets(page: StoredEventRef & Readonly<{ page: number; targets: readonly string[] }>): Promise<void>;
  /** The event that the id names, or else the latest with that own id. */
  find(ref: EventRef | StoredEventRef): Promise<StoredEvent | undefined>;
  /** Those of the events that are still there, by {@link storedEventKey}. */
  summaries(refs: readonly StoredEventRef[]): Promise<ReadonlyMap<string, EventSummary>>;
  /**
   * Makes sure that the events stay for half of the retention at the least; writes only what has less left. Each once.
   * Throws when one could not be written.
   */
  keep(events: readonly NeededEvent[]): Promise<void>;
  /** A page of whom the event was sent to; page 0 is the first. */
  targets(page: StoredEventRef & Readonly<{ page: number }>): Promise<readonly string[]>;
}

/** The same own id is one event within this time (product contract). */
export const duplicateWindowMs = 24 * 60 * 60 * 1000;
