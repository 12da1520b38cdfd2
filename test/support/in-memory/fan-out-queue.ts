import { printable } from '../../../functions/shared/adapters/sqs-text.ts';
import type {
  FanOutContinuation,
  FanOutQueue,
  RejectedEvent,
} from '../../../functions/shared/application/ports/fan-out-queue.ts';
import type { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';

export class InMemoryFanOutQueue implements FanOutQueue {
  readonly continuations: FanOutContinuation[] = [];
  readonly rejected: RejectedEvent[] = [];

  async continueLater(continuation: FanOutContinuation): Promise<void> {
    this.continuations.push(structuredClone(continuation));
  }

  /** Reasons are kept as SQS takes them. */
  async reject(events: readonly RejectedEvent[]): Promise<readonly ('rejected' | WriteFault)[]> {
    this.rejected.push(...events.map(({ body, reason }) => ({ body, reason: printable(reason) })));
    return events.map(() => 'rejected');
  }
}
