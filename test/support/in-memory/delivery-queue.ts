import type { DeliveryMessage, DeliveryQueue } from '../../../functions/shared/events/application/ports.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';

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

  async send(messages: readonly DeliveryMessage[]): Promise<ReadonlyMap<string, WriteFault>> {
    const refused = new Set(messages.map(({ deliveryId }) => deliveryId).filter((id) => this.#refused.delete(id)));
    this.#messages.push(...structuredClone(messages.filter(({ deliveryId }) => !refused.has(deliveryId))));
    return new Map([...refused].map((id) => [id, new WriteFault('ThrottlingException')]));
  }

  /** Takes everything out. */
  take(): readonly DeliveryMessage[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}
