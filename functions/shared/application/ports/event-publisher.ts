import type { Event } from '../../domain/event.ts';
import type { WriteFault } from './write-fault.ts';

/** Puts events on the bus, on behalf of a producer. */
export interface EventPublisher {
  /** Answers for each, in their order, whether the bus has it. */
  publish(events: readonly Event[]): Promise<readonly ('published' | WriteFault)[]>;
}
