import type { LaneQueue } from '../../domain/delivery.ts';
import type { WaitItem } from '../../domain/wait-item.ts';
import type { WriteFault } from './write-fault.ts';

/** What waits in a lane, by queue, earliest first. */
export type FoundItems = Readonly<Record<LaneQueue, readonly WaitItem[]>>;

export type FindItems = Readonly<{
  webhookId: string;
  /** As the lane says. */
  partitions: number;
  /** Of each queue so many are found if they are there, and of a spread lane perhaps more. */
  limit: number;
}>;

/** Where a walk through all that waits in a lane goes on. */
export type WaitCursor = Readonly<{ partition: number; after?: string | undefined }>;

export type WaitPage = Readonly<{ items: readonly WaitItem[]; next?: WaitCursor | undefined }>;

/** An item, and until when its delivery is leased. ISO 8601. */
export type Lease = Readonly<{ item: WaitItem; until: string }>;

/**
 * `gone`: the item was not there. Somebody else has leased or removed it, or this very call has, and its first answer was
 * lost. The lease stays, as it may be the only order; its delivery is not to be sent for, as it may not be.
 */
export type LeaseOutcome = 'leased' | 'gone' | WriteFault;

/** The wait items of lanes. Every read shows all writes that were answered before it. */
export interface WaitItems {
  find(query: FindItems): Promise<FoundItems>;
  /** The next of all that waits, partition by partition. */
  walk(query: FindItems & Readonly<{ cursor?: WaitCursor | undefined }>): Promise<WaitPage>;
  /** Writes the items; the same one again is the same item. In their order. Throws when a call fails whole. */
  put(items: readonly WaitItem[]): Promise<readonly ('put' | WriteFault)[]>;
  /**
   * Puts the lease, then takes the item away if it is still there; of several that try, one does. A crash in between
   * leaves both, never none. In the order of the leases. Throws when a call fails whole.
   */
  lease(leases: readonly Lease[]): Promise<readonly LeaseOutcome[]>;
  /** What cannot be removed now stays, and is found stale when it is due. */
  remove(items: readonly WaitItem[]): Promise<void>;
}
