import type { DeliveryMessage, DeliveryQueue } from '../../../functions/shared/application/ports/delivery-queue.ts';

/** Holds the messages sent, in order; a test takes them out as a consumer would. */
export class InMemoryDeliveryQueue implements DeliveryQueue {
  #messages: DeliveryMessage[] = [];
  readonly #refused = new Set<string>();

  /** What was accepted and not taken yet. */
  get messages(): readonly DeliveryMessage[] {
    return this.#messages;
  }

  /** Makes the queue not accept these deliveries the next time they are sent. */
  refuseOnce(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.#refused.add(id);
  }

  async send(messages: readonly DeliveryMessage[]): Promise<ReadonlySet<string>> {
    const refused = new Set(messages.map(({ deliveryId }) => deliveryId).filter((id) => this.#refused.delete(id)));
    this.#messages.push(...structuredClone(messages.filter(({ deliveryId }) => !refused.has(deliveryId))));
    return refused;
  }

  /** Takes everything out. */
  take(): readonly DeliveryMessage[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}
