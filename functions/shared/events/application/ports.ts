import type { FieldError } from '../../platform/application/outcome.ts';
import type { WriteFault } from '../../platform/application/ports.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { Event } from '../domain/event.ts';
import type { EventPattern } from '../domain/event-pattern/pattern.ts';
import type { EventTypeFields } from '../domain/event-type.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';

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
    /** Sent to the queue for slow webhooks. */
    slowQueue?: true | undefined;
  }>;

/** Sends deliveries from fan-out to dispatch, or from dispatch to the slow queue. */
export interface DeliveryQueue {
  /** Sends all, in as few calls as the queue's limits allow; returns the delivery ids not accepted, and why. */
  send(messages: readonly DeliveryMessage[]): Promise<ReadonlyMap<string, WriteFault>>;
}

/** Largest event that is sent in the message, in bytes of JSON: one 64 KiB billing unit (SQS pricing). */
export const maxInlineEventBytes = 60 * 1024;

/** Puts events on the bus for a producer. */
export interface EventPublisher {
  /** Returns for each, in their order, whether the bus accepted it. */
  publish(events: readonly Event[]): Promise<readonly ('published' | WriteFault)[]>;
}

/** A stored event: what was put on the bus, and its targets. */
export type StoredEvent = Readonly<{
  event: Event;
  /** The bus's own id of the message; the same if the bus or a queue delivers it twice. */
  envelopeId: string;
  receivedAt: string;
  /**
   * Names of the webhooks and rules that the event was sent to; the first page of a large fan-out, the rest by {@link
   * EventStore.addTargets}.
   */
  targets: readonly string[];
}>;

export type EventRef = Readonly<{ space: string; eventId: string }>;

/** Identifies an event among those that had the same own id one after the other. */
export type StoredEventRef = EventRef & Readonly<{ envelopeId: string }>;

/** A text that identifies a stored event. */
export const storedEventKey = ({ space, eventId, envelopeId }: StoredEventRef): string =>
  JSON.stringify([space, eventId, envelopeId]);

/**
 * - `claimed`: the event is new and stored.
 * - `resumed`: this very message was stored before and is received again; its fan-out may be unfinished.
 * - `duplicate`: another message with the same event id was stored less than 24 hours ago.
 */
export type ClaimOutcome = 'claimed' | 'resumed' | 'duplicate';

/** An event that a waiting delivery needs, and when it was received at the earliest known. ISO 8601. */
export type RetainedEvent = StoredEventRef & Readonly<{ since: string }>;

/** An event without its content. */
export type EventSummary = Readonly<{
  receivedAt: string;
  /** The first page of its targets. */
  targets: readonly string[];
  hasMoreTargets: boolean;
}>;

/** Stores events for reading, replay and large bodies, and detects duplicates. */
export interface EventStore {
  /**
   * Stores events, each once; an earlier event of the same own id stays as it is. Outcomes are in the order of the
   * events: a fault if the store was at fault for that one. If it was stored nevertheless, the next claim returns
   * `resumed`. Throws when the store is at fault as a whole.
   */
  claim(events: readonly StoredEvent[]): Promise<readonly (ClaimOutcome | WriteFault)[]>;
  /** Records a further page of a large fan-out; the same page twice is one. */
  addTargets(page: StoredEventRef & Readonly<{ page: number; targets: readonly string[] }>): Promise<void>;
  /** The event that the ref identifies, or else the latest with that own id. */
  find(ref: EventRef | StoredEventRef): Promise<StoredEvent | undefined>;
  /** Those of the events that still exist, by {@link storedEventKey}. */
  summaries(refs: readonly StoredEventRef[]): Promise<ReadonlyMap<string, EventSummary>>;
  /**
   * Ensures that the events are stored for half of the retention at least; writes only those that have less left. Each
   * once. Throws if one could not be written.
   */
  extendRetention(events: readonly RetainedEvent[]): Promise<void>;
  /** A page of the event's targets; page 0 is the first. */
  targets(page: StoredEventRef & Readonly<{ page: number }>): Promise<readonly string[]>;
}

/** Messages with the same own id are one event within this time (product contract). */
export const duplicateWindowMs = 24 * 60 * 60 * 1000;

type EventTypeRef = Readonly<{ space: string; type: string }>;

/** Reads descriptions of event types, at most a few seconds old. */
export interface EventTypeDirectory {
  find(ref: EventTypeRef): Promise<EventTypeFields | undefined>;
}

/** The point from which a large fan-out continues. */
export type FanOutContinuation = StoredEventRef & Readonly<{ cursor: string; page: number }>;

/** An event that could not be routed, whole and with the reason. */
export type RejectedEvent = Readonly<{ body: string; reason: string }>;

/** The queues that fan-out writes to, apart from the deliveries. */
export interface FanOutQueue {
  /** Throws when the queue does not accept it. */
  continueLater(continuation: FanOutContinuation): Promise<void>;
  /** Outcomes are in the order of the events. */
  reject(events: readonly RejectedEvent[]): Promise<readonly ('rejected' | WriteFault)[]>;
}

/** A JSON Schema document: an object or a boolean. */
export type SchemaDocument = boolean | Readonly<{ [key: string]: JsonValue }>;

/** A schema and its space, since spaces must not affect each other's time. */
export type SchemaOfSpace = Readonly<{ space: string; schema: SchemaDocument }>;

/**
 * Validates JSON by schemas that tenants wrote, so that neither schema nor value can be trusted to end soon. Never
 * throws, and no schema affects another.
 */
export interface SchemaValidator {
  /** The errors of the schema itself; paths point into it. */
  check(schema: SchemaOfSpace): Promise<readonly FieldError[]>;
  /** The errors of the value; paths point into it. With a schema that takes too long every value is wrong. */
  validate(request: SchemaOfSpace & Readonly<{ value: JsonValue }>): Promise<readonly FieldError[]>;
}

export type ScorecardRef = Readonly<{ space: string; scorecardId: string }>;

/** Reads scorecards as they are at the moment of the call. */
export interface ScorecardDirectory {
  /** In the order of the references, which may repeat; unknown ones are undefined. One read for all. */
  find(refs: readonly ScorecardRef[]): Promise<readonly (ScorecardFields | undefined)[]>;
}

export type SubscriberQuery = Readonly<{
  space: string;
  eventType: string;
  /** Excludes webhooks that subscribed by a wildcard. */
  byName?: boolean | undefined;
  cursor?: string | undefined;
}>;

export type Subscribers =
  | Readonly<{ kind: 'unknown_space' }>
  /** The store was at fault for this query alone. */
  | Readonly<{ kind: 'fault'; error: unknown }>
  | Readonly<{
      kind: 'page';
      webhooks: readonly SubscribedWebhook[];
      /** Rules that the type triggers, if the event's scorecard is in their group. */
      rules: readonly TriggeredRule[];
      next: string | undefined;
    }>;

/** Without a filter every event of the type matches. */
export type SubscribedWebhook = Readonly<{ webhookId: string; filter?: EventPattern | undefined }>;

/** Without a filter and a group every event of the type matches. */
export type TriggeredRule = Readonly<{
  ruleId: string;
  group?: string | undefined;
  filter?: EventPattern | undefined;
}>;

/** Finds the webhooks and rules of an event. */
export interface SubscriberDirectory {
  /**
   * Returns for each query a page of the webhooks that are subscribed to the type and the rules that it triggers, in
   * the order of the queries. Reflects every change of subscriptions before the call. Each appears once in all pages.
   * Throws when the store is at fault as a whole.
   */
  find(queries: readonly SubscriberQuery[]): Promise<readonly Subscribers[]>;
}
