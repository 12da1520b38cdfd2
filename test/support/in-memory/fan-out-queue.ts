import type {
  FanOutContinuation,
  FanOutQueue,
  RejectedEvent,
} from '../../../functions/shared/events/application/ports.ts';
import { printable } from '../../../functions/shared/platform/adapters/sqs-text.ts';
import type { WriteFault } from '../../../functions/shared/platform/application/ports.ts';

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
