import type {
  FindItems,
  FoundItems,
  Lease,
  LeaseOutcome,
  WaitItems,
  WaitPage,
} from '../../../functions/shared/deliveries/application/ports.ts';
import { type LaneQueue, laneQueues } from '../../../functions/shared/deliveries/domain/delivery.ts';
import { leaseOf, type WaitItem } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import type { WriteFault } from '../../../functions/shared/platform/application/ports.ts';

type Queue = { keys: string[]; items: Map<string, WaitItem> };

/** Wait items by lane, partition and queue, each queue sorted by its keys. */
export class InMemoryWaitItems implements WaitItems {
  readonly #queues = new Map<string, Queue>();
  readonly #ofDelivery = new Map<string, Set<WaitItem>>();

  /** Sees every item that is new. */
  onPut: (item: WaitItem) => void = () => {};
  /** Sees every item that is taken away, after it was. */
  onRemove: (item: WaitItem) => void = () => {};

  /** The items of one delivery, in any lane. */
  of({ ruleId, deliveryId }: Pick<WaitItem, 'ruleId' | 'deliveryId'>): readonly WaitItem[] {
    return [...(this.#ofDelivery.get(`${ruleId} ${deliveryId}`) ?? [])];
  }

  get all(): readonly WaitItem[] {
    return [...this.#queues.values()].flatMap(({ items }) => [...items.values()]);
  }

  get size(): number {
    return this.all.length;
  }

  async find({ webhookId, partitions, limit }: FindItems): Promise<FoundItems> {
    const share = partitions === 1 ? limit : Math.ceil((2 * limit) / partitions);
    const of = (queue: LaneQueue) => {
      const parts = Array.from({ length: partitions }, (_, partition) => this.#queue({ webhookId, partition, queue }));
      const first = (count: number) =>
        parts.flatMap(({ keys, items }) => keys.slice(0, count).flatMap((key) => items.get(key) ?? []));
      const shares = first(share);
      return (shares.length < limit ? first(limit) : shares).sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
    };
    return { parked: of('parked'), scheduled: of('scheduled'), leased: of('leased') };
  }

  async walk({ webhookId, partitions, limit, cursor }: Parameters<WaitItems['walk']>[0]): Promise<WaitPage> {
    const { partition, after = '' } = cursor ?? { partition: 0 };
    const all = laneQueues.toSorted().flatMap((queue) => {
      const { keys, items } = this.#queue({ webhookId, partition, queue });
      return keys.map((key) => ({ place: `${queue}#${key}`, item: items.get(key) }));
    });
    const found = all.filter(({ place }) => place > after).slice(0, limit);
    const page = { items: found.flatMap(({ item }) => item ?? []) };
    const last = found.at(-1);
    if (last !== undefined && found.length === limit) return { ...page, next: { partition, after: last.place } };
    return partition + 1 < partitions ? { ...page, next: { partition: partition + 1 } } : page;
  }

  async put(items: readonly WaitItem[]): Promise<readonly ('put' | WriteFault)[]> {
    for (const item of items) this.#put(item);
    return items.map(() => 'put');
  }

  async lease(leases: readonly Lease[]): Promise<readonly LeaseOutcome[]> {
    return leases.map(({ item, until }) => {
      this.#put(leaseOf(item, until));
      return this.#remove(item) ? 'leased' : 'gone';
    });
  }

  async remove(items: readonly WaitItem[]): Promise<void> {
    for (const item of items) this.#remove(item);
  }

  #queue({ webhookId, partition, queue }: Pick<WaitItem, 'webhookId' | 'partition' | 'queue'>): Queue {
    const name = `${webhookId}#${partition}#${queue}`;
    const known = this.#queues.get(name);
    if (known) return known;
    const created = { keys: [], items: new Map() };
    this.#queues.set(name, created);
    return created;
  }

  #put(item: WaitItem): void {
    const { keys, items } = this.#queue(item);
    const key = keyOf(item);
    if (items.has(key)) return;
    keys.splice(positionOf(keys, key), 0, key);
    items.set(key, item);
    const name = `${item.ruleId} ${item.deliveryId}`;
    this.#ofDelivery.set(name, (this.#ofDelivery.get(name) ?? new Set()).add(item));
    this.onPut(item);
  }

  #remove(item: WaitItem): boolean {
    const { keys, items } = this.#queue(item);
    const key = keyOf(item);
    const stored = items.get(key);
    if (stored === undefined) return false;
    items.delete(key);
    keys.splice(positionOf(keys, key), 1);
    const name = `${stored.ruleId} ${stored.deliveryId}`;
    const others = this.#ofDelivery.get(name);
    others?.delete(stored);
    if (others?.size === 0) this.#ofDelivery.delete(name);
    this.onRemove(stored);
    return true;
  }
}

function keyOf({ dueAt, deliveryId, version, recordedDueAt }: WaitItem): string {
  return `${dueAt}#${deliveryId}#${version}#${recordedDueAt}`;
}

/** Where the key is in the sorted keys, or belongs. Most are put at the end and taken from the beginning. */
function positionOf(keys: readonly string[], key: string): number {
  if (keys[0] === key) return 0;
  let [low, high] = [0, keys.length];
  const last = keys[high - 1];
  if (last !== undefined && last < key) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
