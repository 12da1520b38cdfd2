import type { Event } from '../../domain/event.ts';
import type { Road } from '../../domain/road.ts';
import type { WriteFault } from './write-fault.ts';

/** A webhook, or a rule with the domain of the event's scorecard. */
export type MessageTarget =
  | Readonly<{ webhookId: string; rule?: undefined }>
  | Readonly<{ webhookId?: undefined; rule: Readonly<{ id: string; domain?: string | undefined }> }>;

/** One delivery to make: the event itself, or its place in the event store when its body is large. */
export type DeliveryMessage = MessageTarget &
  Readonly<{
    deliveryId: string;
    space: string;
    eventId: string;
    /** Which event of that id. */
    envelopeId: string;
    eventType: string;
    /** Absent when too large to travel along. */
    event?: Event | undefined;
    /** The fan-out was run again, so that this delivery may have been made already. */
    repeated: boolean;
    road?: Road | undefined;
  }>;

/** The way from fan-out to dispatch, or from there to the slow road. */
export interface DeliveryQueue {
  /** Sends all, in as few calls as the queue's limits allow; answers the delivery ids that were not accepted, and why. */
  send(messages: readonly DeliveryMessage[]): Promise<ReadonlyMap<string, WriteFault>>;
}

/** Largest event that travels in the message, in bytes of JSON: one 64 KiB billing unit (SQS pricing). */
export const maxInlineEventBytes = 60 * 1024;
