import type { Delivery, LaneQueue } from '../../domain/delivery.ts';
import type { WriteFault } from './write-fault.ts';

/** A delivery's place in the lane, as the index shows it; perhaps no longer true. */
export type Waiting = Readonly<{
  webhookId: string;
  /** Present when it is the execution of a rule. */
  ruleId?: string;
  deliveryId: string;
  queue: LaneQueue;
  dueAt: string;
}>;

/** A delivery that is to be attempted, and until when that is to be recorded. */
export type Lease = Readonly<{ waiting: Waiting; until: string }>;

/** A delivery as it was read and as it should be. */
export type Change = Readonly<{ before: Delivery; after: Delivery }>;

/** `moved_on`: the delivery is no longer as it was read; nothing was written. */
export type ChangeOutcome = 'changed' | 'moved_on' | WriteFault;

export type HistoryQuery = Readonly<{
  webhookId: string;
  since: string;
  until: string;
  /** The last delivery id of the page before. */
  after?: string | undefined;
  limit: number;
}>;

/** The deliveries that wait in lanes. Each write that the store was at fault for is answered as a fault of its own. */
export interface WaitingDeliveries {
  /** Earliest first. Comes from an index that lags behind the writes. */
  query(query: Readonly<{ webhookId: string; queue: LaneQueue; limit: number }>): Promise<readonly Waiting[]>;
  /** Moves each delivery to `leased` if it is at that very place still. In the order of the leases. */
  lease(leases: readonly Lease[]): Promise<readonly ChangeOutcome[]>;
  /**
   * Writes each delivery if it has as many attempts as it was read with, and waits or has ended as it did.
   * So an attempt is recorded once, and an end is final. In the order of the changes.
   */
  change(changes: readonly Change[]): Promise<readonly ChangeOutcome[]>;
  /** A webhook's deliveries of events from `since` until before `until`, by the event's time, earliest first. */
  history(query: HistoryQuery): Promise<Readonly<{ deliveries: readonly Delivery[]; more: boolean }>>;
}
