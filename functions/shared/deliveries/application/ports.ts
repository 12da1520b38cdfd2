import type { WriteFault } from '../../platform/application/ports.ts';
import type { Delivery, DeliveryStatus, LaneQueue } from '../domain/delivery.ts';
import type { StepResponse } from '../domain/execution.ts';
import type { WaitItem } from '../domain/wait-item.ts';

/** The owner of a delivery: a webhook, or a rule for its executions, whichever webhook is called. */
export type DeliveryOwner =
  | Readonly<{ webhookId: string; ruleId?: string | undefined }>
  | Readonly<{ webhookId?: undefined; ruleId: string }>;

export type DeliveryRef = DeliveryOwner & Readonly<{ deliveryId: string }>;

export function ownerId(owner: DeliveryOwner): string {
  return owner.webhookId === undefined ? owner.ruleId : (owner.ruleId ?? owner.webhookId);
}

/** A text that identifies a delivery. */
export function refKey(ref: DeliveryRef): string {
  return `${ownerId(ref)} ${ref.deliveryId}`;
}

export function refOf({ id, webhookId, execution }: Pick<Delivery, 'id' | 'webhookId' | 'execution'>): DeliveryRef {
  return execution ? { webhookId, ruleId: execution.ruleId, deliveryId: id } : { webhookId, deliveryId: id };
}

/** `already_recorded`: the delivery has a record, so this is a duplicate's outcome and was not written. */
export type RecordOutcome = 'recorded' | 'already_recorded';

export type DeliveryPage = Readonly<{ deliveries: readonly Delivery[]; next: string | undefined }>;

export type DeliveryQuery = DeliveryOwner &
  Readonly<{
    limit: number;
    /** About half of the records that are read if a filter skips most; the limit unless given. */
    reach?: number | undefined;
    /** The last delivery id of the previous page. */
    after?: string | undefined;
    /** Any of these; absent means all. */
    statuses?: readonly DeliveryStatus[] | undefined;
    eventType?: string | undefined;
    /** By the time of the event: from then on, and before then. */
    since?: string | undefined;
    until?: string | undefined;
    /** By the time of the delivery's first record, likewise; times as `Date.toISOString` writes them. */
    createdSince?: string | undefined;
    createdUntil?: string | undefined;
  }>;

/** A delivery as it was read and as it is to be written. */
export type Change = Readonly<{ before: Delivery; after: Delivery }>;

/** `moved_on`: the delivery was changed since it was read; nothing was written. */
export type ChangeOutcome = 'changed' | 'moved_on' | WriteFault;

export type HistoryQuery = Readonly<{
  webhookId: string;
  since: string;
  until: string;
  /** The last delivery id of the previous page. */
  after?: string | undefined;
  limit: number;
}>;

/** Stores the records of deliveries. A waiting one does not expire; the retention counts from the end. */
export interface DeliveryStore {
  /**
   * Writes the first record of each delivery, in as few calls as possible, never over one that exists. No delivery may
   * be given twice. Outcomes are in the order of the deliveries; a fault when the store was at fault for that one
   * alone. Throws when the store is at fault as a whole.
   */
  recordFirst(deliveries: readonly Delivery[]): Promise<readonly (RecordOutcome | WriteFault)[]>;
  /**
   * Writes each delivery if its version is the one that was read: so an attempt is recorded once, and an end is final.
   * In the order of the changes. Throws when the store is at fault as a whole.
   */
  change(changes: readonly Change[]): Promise<readonly ChangeOutcome[]>;
  find(refs: readonly DeliveryRef[]): Promise<readonly Delivery[]>;
  /** Newest first. A page may have fewer than `limit` entries though `next` is set, if a filter skips most. */
  list(query: DeliveryQuery): Promise<DeliveryPage>;
  /** A webhook's deliveries of events from `since` until before `until`, by the event's time, earliest first. */
  history(query: HistoryQuery): Promise<Readonly<{ deliveries: readonly Delivery[]; more: boolean }>>;
}

export type ExecutionRef = Readonly<{ ruleId: string; executionId: string }>;

/** The responses that a waiting execution still has to pass on, and since when they have been stored. ISO 8601. */
export type RetainedResponses = ExecutionRef & Readonly<{ names: readonly string[]; since: string }>;

/** Stores the responses to steps of executions, each apart: together they are too large for a message or a record. */
export interface StepResponses {
  /** Stores a response under its name; the same name again is the same response. */
  put(entry: ExecutionRef & Readonly<{ name: string; response: StepResponse }>): Promise<void>;
  /** Ensures that the responses are kept for half of the retention at least, as {@link EventStore.extendRetention} does. */
  extendRetention(responses: readonly RetainedResponses[]): Promise<void>;
  /** In the order of the names; a response that has expired is undefined. */
  find(query: ExecutionRef & Readonly<{ names: readonly string[] }>): Promise<readonly (StepResponse | undefined)[]>;
}

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
