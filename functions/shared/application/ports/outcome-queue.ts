import type { Delivery } from '../../domain/delivery.ts';
import type { WaitItem } from '../../domain/wait-item.ts';

/** The outcome of an attempt whose record could not be written. */
export type UnrecordedOutcome = Readonly<{
  /** The record to write. */
  after: Delivery;
  /** The delivery before the attempt; version 0 is a delivery without a record. */
  before: Pick<Delivery, 'webhookId' | 'version'>;
  lease?: WaitItem | undefined;
}>;

/** Stores outcomes while the table accepts no writes, so that what was sent is recorded later instead of sent again. */
export interface OutcomeQueue {
  /** Sends all, to be recorded some seconds later; returns the ids of the deliveries that were not accepted. */
  send(outcomes: readonly UnrecordedOutcome[]): Promise<ReadonlySet<string>>;
}
