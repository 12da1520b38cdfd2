import type { RetryMessage, RetryQueue } from '../../../functions/shared/application/ports/retry-queue.ts';

/** Holds the messages sent, in order; a test takes them out as a consumer would, without waiting for their delay. */
export class InMemoryRetryQueue implements RetryQueue {
  #messages: RetryMessage[] = [];
  readonly #refused = new Set<string>();

  /** What was accepted and not taken yet. */
  get messages(): readonly RetryMessage[] {
    return this.#messages;
  }

  /** Makes the queue not accept these deliveries the next time they are sent. */
  refuseOnce(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.#refused.add(id);
  }

  async send(messages: Parameters<RetryQueue['send']>[0]): Promise<ReadonlySet<string>> {
    const sent = messages.map(({ message }) => message);
    const refused = new Set(sent.map(({ lease }) => lease.deliveryId).filter((id) => this.#refused.delete(id)));
    this.#messages.push(...structuredClone(sent.filter(({ lease }) => !refused.has(lease.deliveryId))));
    return refused;
  }

  /** Takes everything out. */
  take(): readonly RetryMessage[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}
