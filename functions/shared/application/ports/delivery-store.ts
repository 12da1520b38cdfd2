import type { Delivery, DeliveryState } from '../../domain/delivery.ts';

export type DeliveryRef = Readonly<{ webhookId: string; deliveryId: string }>;

/** `already_recorded`: the delivery has a record, so this outcome is a duplicate's and was not written. */
export type RecordOutcome = 'recorded' | 'already_recorded';

export type DeliveryPage = Readonly<{ deliveries: readonly Delivery[]; next: string | undefined }>;

export type DeliveryQuery = Readonly<{
  webhookId: string;
  limit: number;
  /** The last delivery id of the page before. */
  after?: string | undefined;
  state?: DeliveryState | undefined;
  eventType?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}>;

/** Keeps what became of each delivery. */
export interface DeliveryStore {
  /**
   * Writes the first record of each delivery, in as few calls as possible, never over one that exists.
   * No delivery may be named twice.
   * Outcomes are in the order of the deliveries; `not_recorded` when the store was at fault for that one alone.
   * Throws when the store is at fault as a whole.
   */
  recordFirst(deliveries: readonly Delivery[]): Promise<readonly (RecordOutcome | 'not_recorded')[]>;
  find(refs: readonly DeliveryRef[]): Promise<readonly Delivery[]>;
  /** Newest first. A page may be short of `limit` though `next` is set, when a filter passes over most. */
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}
