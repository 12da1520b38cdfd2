import type { Delivery } from '../../domain/delivery.ts';
import type { WaitItem } from '../../domain/wait-item.ts';

/** What an attempt came to, while its record could not be written. */
export type UnrecordedOutcome = Readonly<{
  /** The record to write. */
  after: Delivery;
  /** What the attempt was made from; version 0 is a delivery without a record. */
  before: Pick<Delivery, 'webhookId' | 'version'>;
  lease?: WaitItem | undefined;
}>;

/** Keeps outcomes while the table accepts no writes, so that what was sent is recorded later instead of sent again. */
export interface OutcomeQueue {
  /** Sends all, to be recorded some seconds later; answers the ids of the deliveries not accepted. */
  send(outcomes: readonly UnrecordedOutcome[]): Promise<ReadonlySet<string>>;
}
