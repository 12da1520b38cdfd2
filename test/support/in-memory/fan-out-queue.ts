import type {
  FanOutContinuation,
  FanOutQueue,
  RejectedEvent,
} from '../../../functions/shared/application/ports/fan-out-queue.ts';

export class InMemoryFanOutQueue implements FanOutQueue {
  readonly continuations: FanOutContinuation[] = [];
  readonly rejected: RejectedEvent[] = [];

  async continueLater(continuation: FanOutContinuation): Promise<void> {
    this.continuations.push(structuredClone(continuation));
  }

  async reject(events: readonly RejectedEvent[]): Promise<void> {
    this.rejected.push(...structuredClone(events));
  }
}
