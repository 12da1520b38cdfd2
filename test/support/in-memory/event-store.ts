import {
  type ClaimOutcome,
  duplicateWindowMs,
  type EventRef,
  type EventStore,
  type StoredEvent,
} from '../../../functions/shared/application/ports/event-store.ts';

export class InMemoryEventStore implements EventStore {
  readonly #events = new Map<string, StoredEvent>();
  readonly #pages = new Map<string, readonly string[]>();

  async claim(events: readonly StoredEvent[]): Promise<readonly ClaimOutcome[]> {
    return events.map((stored) => this.#claim(stored));
  }

  async addTargets({ page, targets, ...ref }: EventRef & Readonly<{ page: number; targets: readonly string[] }>) {
    this.#pages.set(pageKey(ref, page), [...targets]);
  }

  async find(ref: EventRef): Promise<StoredEvent | undefined> {
    return structuredClone(this.#events.get(key(ref)));
  }

  async targets({ page, ...ref }: EventRef & Readonly<{ page: number }>): Promise<readonly string[]> {
    if (page === 0) return this.#events.get(key(ref))?.targets ?? [];
    return this.#pages.get(pageKey(ref, page)) ?? [];
  }

  #claim(stored: StoredEvent): ClaimOutcome {
    const ref = { space: stored.event.space, eventId: stored.event.id };
    const before = this.#events.get(key(ref));
    if (before !== undefined) {
      if (before.envelopeId === stored.envelopeId) return 'resumed';
      if (Date.parse(stored.receivedAt) - Date.parse(before.receivedAt) < duplicateWindowMs) return 'duplicate';
    }
    this.#events.set(key(ref), structuredClone(stored));
    return 'claimed';
  }
}

function key({ space, eventId }: EventRef): string {
  return JSON.stringify([space, eventId]);
}

function pageKey({ space, eventId }: EventRef, page: number): string {
  return JSON.stringify([space, eventId, page]);
}
