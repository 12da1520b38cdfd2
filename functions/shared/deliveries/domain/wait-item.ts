import type { Delivery, LaneQueue } from './delivery.ts';

/**
 * The entry of a waiting delivery in its webhook's lane. It is written before the delivery's record and removed after
 * the record has moved on, so that every waiting record has one. The record decides: an item that it does not confirm
 * has no effect.
 */
export type WaitItem = Readonly<{
  /** The webhook whose lane it is in. */
  webhookId: string;
  /** Present when the delivery is the execution of a rule. */
  ruleId?: string | undefined;
  deliveryId: string;
  /** Version of the delivery's record that it belongs to. */
  version: number;
  /** The partition of the lane that holds it, from 0. */
  partition: number;
  queue: LaneQueue;
  /** Since when it is parked, when its retry is due, or when its lease ends. */
  dueAt: string;
  /** The time in the record's position. Differs from `dueAt` if the lane has leased what was parked or scheduled. */
  recordedDueAt: string;
  /** When it was first put into the lane. */
  writtenAt: string;
}>;

/**
 * Whether a record confirms a wait item. `unrecorded`: the item's writer has not written the record, and may never do
 * so; the message that it works on is delivered again.
 */
export type Confirmation = 'confirmed' | 'stale' | 'unrecorded';

/**
 * The writer of an item that is unrecorded after this time, in milliseconds, has crashed: a function runs for two
 * minutes at most (its timeout).
 */
const maxWriterLifetimeMs = 60 * 60 * 1000;

export function confirm({ webhookId, version, recordedDueAt }: WaitItem, record: Delivery | undefined): Confirmation {
  if (record === undefined || record.version < version) return 'unrecorded';
  const isSame =
    record.version === version && record.webhookId === webhookId && record.position?.dueAt === recordedDueAt;
  return isSame ? 'confirmed' : 'stale';
}

/** Whether an unrecorded item's record will never be written. `now` is in milliseconds since 1970. */
export function isAbandoned({ writtenAt }: WaitItem, now: number): boolean {
  return Date.parse(writtenAt) + maxWriterLifetimeMs < now;
}

/** The wait item of a waiting delivery, as its record will state it. */
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

/** A text that identifies the delivery of an item. */
export function itemKey({ ruleId, deliveryId }: Pick<WaitItem, 'ruleId' | 'deliveryId'>): string {
  return `${ruleId} ${deliveryId}`;
}

/** The item that replaces it for the duration of an attempt. */
export function leaseOf(item: WaitItem, until: string): WaitItem {
  return { ...item, queue: 'leased', dueAt: until };
}
