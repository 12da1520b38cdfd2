import type { Event } from '../../domain/event.ts';
import type { WriteFault } from './write-fault.ts';

/** A stored event: what was put on the bus, and its targets. */
export type StoredEvent = Readonly<{
  event: Event;
  /** The bus's own id of the message; the same if the bus or a queue delivers it twice. */
  envelopeId: string;
  receivedAt: string;
  /**
   * Names of the webhooks and rules that the event was sent to; the first page of a large fan-out, the rest by {@link
   * EventStore.addTargets}.
   */
  targets: readonly string[];
}>;

export type EventRef = Readonly<{ space: string; eventId: string }>;

/** Identifies an event among those that had the same own id one after the other. */
export type StoredEventRef = EventRef & Readonly<{ envelopeId: string }>;

/** A text that identifies a stored event. */
export const storedEventKey = ({ space, eventId, envelopeId }: StoredEventRef): string =>
  JSON.stringify([space, eventId, envelopeId]);

/**
 * - `claimed`: the event is new and stored.
 * - `resumed`: this very message was stored before and comes again; its fan-out may be unfinished.
 * - `duplicate`: another message with the same event id was stored less than 24 hours ago.
 */
export type ClaimOutcome = 'claimed' | 'resumed' | 'duplicate';

/** An event that a waiting delivery needs, and when it was received at the earliest known. ISO 8601. */
export type NeededEvent = StoredEventRef & Readonly<{ since: string }>;

/** An event without its content. */
export type EventSummary = Readonly<{
  receivedAt: string;
  /** The first page of its targets. */
  targets: readonly string[];
  hasMoreTargets: boolean;
}>;

/** Stores events for reading, replay and large bodies, and detects duplicates. */
export interface EventStore {
  /**
   * Stores events, each once; an earlier event of the same own id stays as it is. Outcomes are in the order of the
   * events: a fault if the store was at fault for that one. If it was stored nevertheless, the next claim returns
   * `resumed`. Throws when the store is at fault as a whole.
   */
  claim(events: readonly StoredEvent[]): Promise<readonly (ClaimOutcome | WriteFault)[]>;
  /** Records a further page of a large fan-out; the same page twice is one. */
  addTargets(page: StoredEventRef & Readonly<{ page: number; targets: readonly string[] }>): Promise<void>;
  /** The event that the ref identifies, or else the latest with that own id. */
  find(ref: EventRef | StoredEventRef): Promise<StoredEvent | undefined>;
  /** Those of the events that still exist, by {@link storedEventKey}. */
  summaries(refs: readonly StoredEventRef[]): Promise<ReadonlyMap<string, EventSummary>>;
  /**
   * Ensures that the events are kept for half of the retention at least; writes only those that have less left. Each
   * once. Throws if one could not be written.
   */
  keep(events: readonly NeededEvent[]): Promise<void>;
  /** A page of the event's targets; page 0 is the first. */
  targets(page: StoredEventRef & Readonly<{ page: number }>): Promise<readonly string[]>;
}

/** Messages with the same own id are one event within this time (product contract). */
export const duplicateWindowMs = 24 * 60 * 60 * 1000;
