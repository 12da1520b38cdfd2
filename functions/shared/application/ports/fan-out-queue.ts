import type { StoredEventRef } from './event-store.ts';
import type { WriteFault } from './write-fault.ts';

/** The point from which a large fan-out continues. */
export type FanOutContinuation = StoredEventRef & Readonly<{ cursor: string; page: number }>;

/** An event that could not be routed, whole and with the reason. */
export type RejectedEvent = Readonly<{ body: string; reason: string }>;

/** The queues that fan-out writes to, apart from the deliveries. */
export interface FanOutQueue {
  /** Throws when the queue does not accept it. */
  continueLater(continuation: FanOutContinuation): Promise<void>;
  /** Outcomes are in the order of the events. */
  reject(events: readonly RejectedEvent[]): Promise<readonly ('rejected' | WriteFault)[]>;
}
