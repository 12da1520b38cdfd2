import type { RetryMessage, RetryQueue } from '../../../functions/shared/lanes/application/ports.ts';

type Sent = Parameters<RetryQueue['send']>[0][number];

/** Holds the messages sent, in order; a test takes them out as a consumer would, without waiting for their delay. */
export class InMemoryRetryQueue implements RetryQueue {
  #sent: Sent[] = [];
  readonly #refused = new Set<string>();

  /** What was accepted and not taken yet. */
  get messages(): readonly RetryMessage[] {
    return this.#sent.map(({ message }) => message);
  }

  /** For how long each of them is delayed. */
  get delays(): readonly number[] {
    return this.#sent.map(({ delaySeconds }) => delaySeconds);
  }

  /** Makes the queue not accept these deliveries the next time they are sent. */
  refuseOnce(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.#refused.add(id);
  }

  async send(messages: readonly Sent[]): Promise<ReadonlySet<string>> {
    const ids = messages.map(({ message }) => message.lease.deliveryId);
    const refused = new Set(ids.filter((id) => this.#refused.delete(id)));
    this.#sent.push(...structuredClone(messages.filter(({ message }) => !refused.has(message.lease.deliveryId))));
    return refused;
  }

  /** Takes everything out. */
  take(): readonly RetryMessage[] {
    const taken = this.messages;
    this.#sent = [];
    return taken;
  }
}
