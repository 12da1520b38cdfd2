import { encodeTime } from 'ulid';
import {
  type DeliveryPage,
  type DeliveryQuery,
  type DeliveryRef,
  type DeliveryStore,
  refKey as key,
  ownerId,
  type RecordOutcome,
  refOf,
} from '../../../functions/shared/application/ports/delivery-store.ts';
import type {
  Change,
  ChangeOutcome,
  HistoryQuery,
  Lease,
  Waiting,
  WaitingDeliveries,
} from '../../../functions/shared/application/ports/waiting-deliveries.ts';
import type { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';
import type { Delivery, LaneQueue } from '../../../functions/shared/domain/delivery.ts';
import { attemptCount } from '../../../functions/shared/domain/kept-attempts.ts';
import { LaggingIndex, type LaggingIndexSettings } from './lagging-index.ts';

/** An index of what waits, earliest first. */
export function waitingIndex(lagging: Pick<LaggingIndexSettings<Waiting>, 'now' | 'lag'> = {}): LaggingIndex<Waiting> {
  return new LaggingIndex({ ...lagging, sortKey: ({ dueAt }) => dueAt });
}

/** Deliveries and, from their places, the lane index. */
export class InMemoryDeliveryStore implements DeliveryStore, WaitingDeliveries {
  readonly #deliveries = new Map<string, Delivery>();
  readonly #index: LaggingIndex<Waiting>;
  /** Sees every write. */
  onWrite: (before: Delivery | undefined, after: Delivery) => void = () => {};

  /** The index shows a write after its lag; at once, unless told otherwise. */
  constructor(index: LaggingIndex<Waiting> = waitingIndex()) {
    this.#index = index;
  }

  /** Every delivery, as it is now. */
  get all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }

  async recordFirst(deliveries: readonly Delivery[]): Promise<readonly (RecordOutcome | WriteFault)[]> {
    return deliveries.map((delivery) => {
      if (this.#deliveries.has(key(refOf(delivery)))) return 'already_recorded';
      this.#write(delivery);
      return 'recorded';
    });
  }

  /** Refuses the same key twice, as BatchGetItem does. */
  async find(refs: readonly DeliveryRef[]): Promise<readonly Delivery[]> {
    if (new Set(refs.map(key)).size < refs.length) throw new Error('the same delivery was asked for twice');
    return refs.flatMap((ref) => this.#deliveries.get(key(ref)) ?? []);
  }

  /** Passes over at most `limit` records, as a table does, and filters afterwards. Times are those of the ids. */
  async list({ limit, after, ...filter }: DeliveryQuery): Promise<DeliveryPage> {
    const inRange = this.#of(ownerId(filter))
      .filter(({ id }) => after === undefined || id < after)
      .filter(({ id }) => filter.since === undefined || id >= encodeTime(Date.parse(filter.since)))
      .filter(({ id }) => filter.until === undefined || id < encodeTime(Date.parse(filter.until)))
      .reverse();
    const passed = inRange.slice(0, limit);
    const deliveries = passed
      .filter(({ state }) => filter.states === undefined || filter.states.includes(state))
      .filter(({ eventType }) => filter.eventType === undefined || eventType === filter.eventType);
    return {
      deliveries: deliveries,
      next: inRange.length > passed.length ? passed.at(-1)?.id : undefined,
    };
  }

  async query({
    webhookId,
    queue,
    limit,
  }: Readonly<{ webhookId: string; queue: LaneQueue; limit: number }>): Promise<readonly Waiting[]> {
    return this.#index.entries(`${webhookId} ${queue}`, limit);
  }

  async lease(leases: readonly Lease[]): Promise<readonly ChangeOutcome[]> {
    return leases.map(({ waiting: entry, until }) => {
      const delivery = this.#deliveries.get(key(entry));
      if (delivery?.place?.queue !== entry.queue || delivery.place.dueAt !== entry.dueAt) return 'moved_on';
      this.#write({ ...delivery, place: { queue: 'leased', dueAt: until } });
      return 'changed';
    });
  }

  async change(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    return changes.map(({ before, after }) => {
      const stored = this.#deliveries.get(key(refOf(after)));
      const isAsRead =
        stored !== undefined &&
        attemptCount(stored) === attemptCount(before) &&
        (stored.place === undefined) === (before.place === undefined);
      if (!isAsRead) return 'moved_on';
      this.#write(after);
      return 'changed';
    });
  }

  async history({ webhookId, since, until, after, limit }: HistoryQuery) {
    const inRange = this.#of(webhookId)
      .filter(({ id }) => id >= encodeTime(Date.parse(since)) && id < encodeTime(Date.parse(until)))
      .filter(({ id }) => after === undefined || id > after);
    return { deliveries: inRange.slice(0, limit), more: inRange.length > limit };
  }

  /** Earliest first. */
  #of(owner: string): Delivery[] {
    return this.all
      .filter((delivery) => ownerId(refOf(delivery)) === owner)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  #write(delivery: Delivery): void {
    const ref = refOf(delivery);
    const before = this.#deliveries.get(key(ref));
    const after = delivery;
    this.#deliveries.set(key(ref), after);
    // A queue is a partition of the index: what moves from one to another is taken out and put in apart, each with
    // its own lag, so that for a while it is in neither, or in both.
    const [from, to] = [partitionOf(before), partitionOf(after)];
    if (from !== undefined && from !== to) this.#index.put({ group: from, key: key(ref), entry: undefined });
    if (to !== undefined) this.#index.put({ group: to, key: key(ref), entry: entryOf(after) });
    this.onWrite(before, after);
  }
}

function partitionOf(delivery: Delivery | undefined): string | undefined {
  return delivery?.place && `${delivery.webhookId} ${delivery.place.queue}`;
}

function entryOf({ id: deliveryId, webhookId, execution, place }: Delivery): Waiting | undefined {
  return place && { webhookId, ...(execution && { ruleId: execution.ruleId }), deliveryId, ...place };
}
