import type { Delivery, LaneQueue } from './delivery.ts';

/**
 * An order, kept in a webhook's lane, to attempt a delivery. It is written before the delivery's record and is removed
 * after the record has moved on, so that every record that waits has one. The record is the truth: an item that it does
 * not confirm is not acted on.
 */
export type WaitItem = Readonly<{
  /** Whose lane it is in. */
  webhookId: string;
  /** Present when the delivery is the execution of a rule. */
  ruleId?: string | undefined;
  deliveryId: string;
  /** Version of the delivery's record that it belongs to. */
  version: number;
  /** The lane's partition that holds it, from 0. */
  partition: number;
  queue: LaneQueue;
  /** Since when it is parked, when its retry is due, or when its lease ends. */
  dueAt: string;
  /** The time in the record's position. Differs from `dueAt` when the lane has leased what was parked or scheduled. */
  recordedDueAt: string;
  /** When it was put into the lane first. */
  writtenAt: string;
}>;

/**
 * Whether a record confirms a wait item. `unrecorded`: the item's writer has not written the record, and may never; the
 * message that it works on comes again.
 */
export type Confirmation = 'confirmed' | 'stale' | 'unrecorded';

/**
 * The writer of an item that is still unrecorded after this time, in milliseconds, has died: a function runs for two
 * minutes at most (its timeout).
 */
const writersLiveMs = 60 * 60 * 1000;

export function confirm({ webhookId, version, recordedDueAt }: WaitItem, record: Delivery | undefined): Confirmation {
  if (record === undefined || record.version < version) return 'unrecorded';
  const isSame =
    record.version === version && record.webhookId === webhookId && record.position?.dueAt === recordedDueAt;
  return isSame ? 'confirmed' : 'stale';
}

/** Whether nobody will write the record of an unrecorded item any more. `now` is in milliseconds since 1970. */
export function isAbandoned({ writtenAt }: WaitItem, now: number): boolean {
  return Date.parse(writtenAt) + writersLiveMs < now;
}

/** The wait item of a delivery that waits, as its record is about to say. */
export function waitItemOf(
  { id, webhookId, execution, version, position, updatedAt }: Delivery,
  partition: number,
): WaitItem | undefined {
  return (
    position && {
      webhookId,
      ...(execution && { ruleId: execution.ruleId }),
      deliveryId: id,
      version,
      partition,
      queue: position.queue,
      dueAt: position.dueAt,
      recordedDueAt: position.dueAt,
      writtenAt: updatedAt,
    }
  );
}

/** The item that takes its place for the time of an attempt. */
export function leaseOf(item: WaitItem, until: string): WaitItem {
  return { ...item, queue: 'leased', dueAt: until };
}
