import type { Event } from '../../domain/event.ts';
import type { Road } from '../../domain/road.ts';
import type { WriteFault } from './write-fault.ts';

/** A webhook, or a rule with the domain of the event's scorecard. */
export type MessageTarget =
  | Readonly<{ webhookId: string; rule?: undefined }>
  | Readonly<{ webhookId?: undefined; rule: Readonly<{ id: string; domain?: string | undefined }> }>;

/** One delivery to be made: the event itself, or its key in the event store if its body is large. */
export type DeliveryMessage = MessageTarget &
  Readonly<{
    deliveryId: string;
    space: string;
    eventId: string;
    /** Distinguishes events of that id. */
    envelopeId: string;
    eventType: string;
    /** Absent if too large for the message. */
    event?: Event | undefined;
    /** The fan-out was repeated, so that this delivery may have been made already. */
    repeated: boolean;
    road?: Road | undefined;
  }>;

/** Sends deliveries from fan-out to dispatch, or from dispatch to the slow queue. */
export interface DeliveryQueue {
  /** Sends all, in as few calls as the queue's limits allow; returns the delivery ids not accepted, and why. */
  send(messages: readonly DeliveryMessage[]): Promise<ReadonlyMap<string, WriteFault>>;
}

/** Largest event that is sent in the message, in bytes of JSON: one 64 KiB billing unit (SQS pricing). */
export const maxInlineEventBytes = 60 * 1024;
