import * as z from 'zod';
import { executionSchema } from './execution.ts';
import { transportErrorClasses } from './http-result.ts';
import { jsonValue } from './json.ts';

/** Where a delivery stands. `pending`, `retrying` and `held` go on; the others are ends. */
export const deliveryStates = ['pending', 'retrying', 'held', 'succeeded', 'failed', 'exhausted', 'discarded'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why an attempt failed: the transport's class, what was wrong with a complete response, a body too large to send, or no token to send it with. */
const failureClasses = [
  ...transportErrorClasses,
  'redirect',
  'client_error',
  'server_error',
  'gone',
  'unexpected_status',
  'response_contract',
  'response_too_large',
  'payload_too_large',
  'token_error',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** One HTTP request and what came of it. */
export const attemptSchema = z.object({
  /** 1 for the first; recorded once, and used up only by an HTTP attempt. */
  number: z.int().min(1),
  /** Of a rule's execution: which step it was, from 1, and whom it called. */
  step: z.int().min(1).optional(),
  webhookId: z.string().optional(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  status: z.int().optional(),
  failure: z.enum(failureClasses).optional(),
  /** One plain sentence that says what happened. */
  reason: z.string(),
  /** The beginning of the response, as text safe to show. */
  responseExcerpt: z.string().optional(),
  responseTruncated: z.boolean().optional(),
});
export type Attempt = Readonly<z.infer<typeof attemptSchema>>;

/**
 * Where a delivery waits in its webhook's lane. `parked`: before an attempt, for as long as it takes.
 * `scheduled`: a retry is due at its time. `leased`: an attempt is on its way; without an outcome it is released again.
 */
export const laneQueues = ['parked', 'scheduled', 'leased'] as const;
export type LaneQueue = (typeof laneQueues)[number];

const queuePositionSchema = z.object({
  queue: z.enum(laneQueues),
  /** Since when it is parked, when its retry is due, or when its lease ends. */
  dueAt: z.iso.datetime(),
});
export type QueuePosition = Readonly<z.infer<typeof queuePositionSchema>>;

/** A further course of attempts after a delivery had ended. */
const roundSchema = z.object({
  /** The replay's id, or what tells one manual retry from the next. */
  id: z.string(),
  /** `manual`: one attempt, by a human who watches. `replay`: a whole schedule. */
  trigger: z.enum(['manual', 'replay']),
  startedAt: z.iso.datetime(),
  /** Attempts of earlier rounds, which the schedule does not count. */
  attemptsBefore: z.int().min(0),
});
export type Round = Readonly<z.infer<typeof roundSchema>>;

/** One event for one webhook or rule; keeps its id across attempts. */
export const deliverySchema = z.object({
  id: z.string(),
  space: z.string(),
  /** Whose endpoint is called and in whose lane it waits; of a rule's execution, the present step's. */
  webhookId: z.string(),
  /** Present exactly when the delivery is the execution of a rule. */
  execution: executionSchema.optional(),
  eventId: z.string(),
  /** Which event of that id: the bus's own id of the message, for a producer may use an id of its own again. */
  envelopeId: z.string(),
  eventType: z.string(),
  state: z.enum(deliveryStates),
  /** 1 for the first record; grows with every write, so that a write worked out from an older one is refused. */
  version: z.int().min(1),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The first and the latest; the last one's number says how many there were. */
  attempts: z.array(attemptSchema).readonly(),
  /** The value the receiver answered, for kinds that use the response. */
  response: jsonValue.optional(),
  /** Why the delivery ended or waits, when its attempts do not say it. */
  reason: z.string().optional(),
  /** When the next attempt is planned; absent when that depends on the endpoint or the manager. */
  nextAttemptAt: z.iso.datetime().optional(),
  /**
   * Present exactly as long as the delivery waits in the lane: the queue that it was put into by the latest write. A
   * lane that leases it for an attempt moves its wait item alone.
   */
  position: queuePositionSchema.optional(),
  round: roundSchema.optional(),
  /** Ids of the latest rounds, so that the same request twice is one. */
  roundIds: z.array(z.string()).readonly().optional(),
});
export type Delivery = Readonly<z.infer<typeof deliverySchema>>;
