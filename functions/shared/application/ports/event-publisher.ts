import type { Event } from '../../domain/event.ts';

/** Puts events on the bus, on behalf of a producer. */
export interface EventPublisher {
  /** Throws when the bus does not take it. */
  publish(event: Event): Promise<void>;
}
