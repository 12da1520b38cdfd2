import { encodeTime } from 'ulid';
import type {
  DeliveryPage,
  DeliveryQuery,
  DeliveryRef,
  DeliveryStore,
  RecordOutcome,
} from '../../../functions/shared/application/ports/delivery-store.ts';
import type { Delivery } from '../../../functions/shared/domain/delivery.ts';

export class InMemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();

  async recordFirst(deliveries: readonly Delivery[]): Promise<readonly RecordOutcome[]> {
    return deliveries.map((delivery) => {
      const ref = { webhookId: delivery.webhookId, deliveryId: delivery.id };
      if (this.#deliveries.has(key(ref))) return 'already_recorded';
      this.#deliveries.set(key(ref), structuredClone(delivery));
      return 'recorded';
    });
  }

  async find(refs: readonly DeliveryRef[]): Promise<readonly Delivery[]> {
    return refs.flatMap((ref) => structuredClone(this.#deliveries.get(key(ref))) ?? []);
  }

  /** Passes over at most `limit` records, as a table does, and filters afterwards. Times are those of the ids. */
  async list({ webhookId, limit, after, since, until, ...filter }: DeliveryQuery): Promise<DeliveryPage> {
    const inRange = [...this.#deliveries.values()]
      .filter((delivery) => delivery.webhookId === webhookId)
      .filter(({ id }) => after === undefined || id < after)
      .filter(({ id }) => since === undefined || id >= encodeTime(Date.parse(since)))
      .filter(({ id }) => until === undefined || id < encodeTime(Date.parse(until)))
      .sort((one, other) => (one.id < other.id ? 1 : -1));
    const passed = inRange.slice(0, limit);
    const deliveries = passed
      .filter(({ state }) => filter.state === undefined || state === filter.state)
      .filter(({ eventType }) => filter.eventType === undefined || eventType === filter.eventType);
    return {
      deliveries: structuredClone(deliveries),
      next: inRange.length > passed.length ? passed.at(-1)?.id : undefined,
    };
  }
}

function key({ webhookId, deliveryId }: DeliveryRef): string {
  return JSON.stringify([webhookId, deliveryId]);
}
