import type { LaneQueue } from '../../domain/delivery.ts';
import type { WaitItem } from '../../domain/wait-item.ts';
import type { WriteFault } from './write-fault.ts';

/** The wait items of a lane, by queue, earliest first. */
export type FoundItems = Readonly<Record<LaneQueue, readonly WaitItem[]>>;

export type FindItems = Readonly<{
  webhookId: string;
  /** As the lane says. */
  partitions: number;
  /** This many of each queue are found if they exist, and of a spread lane perhaps more. */
  limit: number;
}>;

/** The position from which a walk through all wait items of a lane continues. */
export type WaitCursor = Readonly<{ partition: number; after?: string | undefined }>;

export type WaitPage = Readonly<{ items: readonly WaitItem[]; next?: WaitCursor | undefined }>;

/** An item, and the end of its delivery's lease. ISO 8601. */
export type Lease = Readonly<{ item: WaitItem; until: string }>;

/**
 * `gone`: the item was not there. Another caller has leased or removed it, or this call has and its first answer was
 * lost. The lease stays, as it may be the only one; the delivery must not be sent, as it may not be the only one.
 */
export type LeaseOutcome = 'leased' | 'gone' | WriteFault;

/** The wait items of lanes. Every read shows all writes that were answered before it. */
export interface WaitItems {
  find(query: FindItems): Promise<FoundItems>;
  /** The next of all wait items, partition by partition. */
  walk(query: FindItems & Readonly<{ cursor?: WaitCursor | undefined }>): Promise<WaitPage>;
  /** Writes the items; the same one again is the same item. In their order. Throws when a call fails as a whole. */
  put(items: readonly WaitItem[]): Promise<readonly ('put' | WriteFault)[]>;
  /**
   * Writes the lease, then removes the item if it still exists; of several callers, one succeeds. A crash in between
   * leaves both, never none. In the order of the leases. Throws when a call fails as a whole.
   */
  lease(leases: readonly Lease[]): Promise<readonly LeaseOutcome[]>;
  /** An item that cannot be removed now stays, and is found stale when it is due. */
  remove(items: readonly WaitItem[]): Promise<void>;
}
