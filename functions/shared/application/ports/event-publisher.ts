import type { Event } from '../../domain/event.ts';
import type { WriteFault } from './write-fault.ts';

/** Puts events on the bus for a producer. */
export interface EventPublisher {
  /** Returns for each, in their order, whether the bus accepted it. */
  publish(events: readonly Event[]): Promise<readonly ('published' | WriteFault)[]>;
}
