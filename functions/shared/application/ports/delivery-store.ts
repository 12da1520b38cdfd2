import type { Delivery, DeliveryState } from '../../domain/delivery.ts';
import type { WriteFault } from './write-fault.ts';

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
    /** The last delivery id of the previous page. */
    after?: string | undefined;
    /** Any of these; absent means all. */
    states?: readonly DeliveryState[] | undefined;
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
