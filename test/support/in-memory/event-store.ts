import {
  type ClaimOutcome,
  duplicateWindowMs,
  type EventRef,
  type EventStore,
  type EventSummary,
  type RetainedEvent,
  type StoredEvent,
  type StoredEventRef,
  storedEventKey,
} from '../../../functions/shared/events/application/ports.ts';
import type { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { Expiries, forEver, type Retention } from './expiry.ts';

type PageRef = StoredEventRef & Readonly<{ page: number }>;

export class InMemoryEventStore implements EventStore {
  /** By own id, the latest last. */
  readonly #events = new Map<string, StoredEvent[]>();
  readonly #pages = new Map<string, readonly string[]>();
  readonly #expiries: Expiries;

  constructor(retention: Retention = forEver) {
    this.#expiries = new Expiries(retention);
  }

  async extendRetention(events: readonly RetainedEvent[]): Promise<void> {
    for (const { envelopeId } of events) this.#expiries.keep(envelopeId);
  }

  async claim(events: readonly StoredEvent[]): Promise<readonly (ClaimOutcome | WriteFault)[]> {
    return events.map((stored) => this.#claim(stored));
  }

  async addTargets({ targets, ...page }: PageRef & Readonly<{ targets: readonly string[] }>) {
    this.#pages.set(pageKey(page), [...targets]);
  }

  async find(ref: EventRef | StoredEventRef): Promise<StoredEvent | undefined> {
    const all = (this.#events.get(key(ref)) ?? []).filter(({ envelopeId }) => !this.#expiries.isOver(envelopeId));
    return structuredClone('envelopeId' in ref ? all.find((each) => each.envelopeId === ref.envelopeId) : all.at(-1));
  }

  async summaries(refs: readonly StoredEventRef[]): Promise<ReadonlyMap<string, EventSummary>> {
    const found = new Map<string, EventSummary>();
    for (const ref of refs) {
      const stored = await this.find(ref);
      if (stored === undefined) continue;
      const hasMoreTargets = this.#pages.has(pageKey({ ...ref, page: 1 }));
      found.set(storedEventKey(ref), { receivedAt: stored.receivedAt, targets: stored.targets, hasMoreTargets });
    }
    return found;
  }

  async targets({ page, ...ref }: PageRef): Promise<readonly string[]> {
    if (page === 0) return (await this.find(ref))?.targets ?? [];
    return this.#pages.get(pageKey({ ...ref, page })) ?? [];
  }

  #claim(stored: StoredEvent): ClaimOutcome {
    const ref = { space: stored.event.space, eventId: stored.event.id };
    const before = this.#events.get(key(ref)) ?? [];
    if (before.some(({ envelopeId }) => envelopeId === stored.envelopeId)) return 'resumed';
    const latest = before.at(-1);
    if (latest && Date.parse(stored.receivedAt) - Date.parse(latest.receivedAt) < duplicateWindowMs) return 'duplicate';
    this.#events.set(key(ref), [...before, structuredClone(stored)]);
    this.#expiries.begin(stored.envelopeId, Date.parse(stored.receivedAt));
    return 'claimed';
  }
}

function key({ space, eventId }: EventRef): string {
  return JSON.stringify([space, eventId]);
}

function pageKey({ space, eventId, envelopeId, page }: PageRef): string {
  return JSON.stringify([space, eventId, envelopeId, page]);
}
