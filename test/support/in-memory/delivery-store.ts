import { encodeTime } from 'ulid';
import {
  type Change,
  type ChangeOutcome,
  type DeliveryPage,
  type DeliveryQuery,
  type DeliveryRef,
  type DeliveryStore,
  type HistoryQuery,
  refKey as key,
  ownerId,
  type RecordOutcome,
  refOf,
} from '../../../functions/shared/deliveries/application/ports.ts';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import type { WriteFault } from '../../../functions/shared/platform/application/ports.ts';

export class InMemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();
  /** Sees every write. */
  onWrite: (before: Delivery | undefined, after: Delivery) => void = () => {};

  /** Every delivery, as it is now. */
  get all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }

  /** The delivery as it is now. */
  get(ref: DeliveryRef): Delivery | undefined {
    return this.#deliveries.get(key(ref));
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
      .filter(({ status }) => filter.statuses === undefined || filter.statuses.includes(status))
      .filter(({ eventType }) => filter.eventType === undefined || eventType === filter.eventType)
      .filter(({ createdAt }) => filter.createdSince === undefined || createdAt >= filter.createdSince)
      .filter(({ createdAt }) => filter.createdUntil === undefined || createdAt < filter.createdUntil);
    return {
      deliveries: deliveries,
      next: inRange.length > passed.length ? passed.at(-1)?.id : undefined,
    };
  }

  async change(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    return changes.map(({ before, after }) => {
      if (this.#deliveries.get(key(refOf(after)))?.version !== before.version) return 'moved_on';
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

  #write(after: Delivery): void {
    const before = this.#deliveries.get(key(refOf(after)));
    this.#deliveries.set(key(refOf(after)), after);
    this.onWrite(before, after);
  }
}
