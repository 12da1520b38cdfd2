import type { Event } from '../../domain/event.ts';

/** An event as it is kept: what was put on the bus, and whom it was fanned out to. */
export type StoredEvent = Readonly<{
  event: Event;
  /** The bus's own id of the message; the same when the bus or a queue delivers it twice. */
  envelopeId: string;
  receivedAt: string;
  /** Names of webhooks and rules the event was sent to; the first page of a large fan-out, the rest by {@link EventStore.addTargets}. */
  targets: readonly string[];
}>;

/**
 * - `claimed`: the event is new and stored.
 * - `resumed`: this very message was stored before and comes again; its fan-out may be unfinished.
 * - `duplicate`: another message with the same event id was stored less than 24 hours ago.
 */
export type ClaimOutcome = 'claimed' | 'resumed' | 'duplicate';

export type EventRef = Readonly<{ space: string; eventId: string }>;

/** Keeps events for reading, replay and large bodies, and tells duplicates apart. */
export interface EventStore {
  /**
   * Stores events, each once. Outcomes are in the order of the events.
   * Throws when the store is at fault; what was stored by then answers `resumed` next time.
   */
  claim(events: readonly StoredEvent[]): Promise<readonly ClaimOutcome[]>;
  /** Records a further page of a large fan-out; the same page twice is one. */
  addTargets(page: EventRef & Readonly<{ page: number; targets: readonly string[] }>): Promise<void>;
  find(ref: EventRef): Promise<StoredEvent | undefined>;
  /** A page of whom the event was sent to; page 0 is the first. */
  targets(page: EventRef & Readonly<{ page: number }>): Promise<readonly string[]>;
}

/** The same own id is one event within this time (product contract). */
export const duplicateWindowMs = 24 * 60 * 60 * 1000;
