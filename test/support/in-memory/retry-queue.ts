import type { RetryMessage, RetryQueue } from '../../../functions/shared/application/ports/retry-queue.ts';

type Sent = Readonly<{ message: RetryMessage; delaySeconds: number }>;

/** Holds the messages sent, in order. */
export class InMemoryRetryQueue implements RetryQueue {
  #messages: Sent[] = [];

  get messages(): readonly Sent[] {
    return this.#messages;
  }

  async send(messages: readonly Sent[]): Promise<ReadonlySet<string>> {
    this.#messages.push(...structuredClone(messages));
    return new Set();
  }

  /** Takes everything out. */
  take(): readonly Sent[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
}
