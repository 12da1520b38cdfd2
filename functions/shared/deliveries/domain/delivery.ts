import * as z from 'zod';
import { transportErrorClasses } from '../../https/domain/http-result.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import { executionSchema } from './execution.ts';

/** The status of a delivery. `pending`, `retrying` and `held` are open; the others are final. */
export const deliveryStatuses = [
  'pending',
  'retrying',
  'held',
  'succeeded',
  'failed',
  'exhausted',
  'discarded',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why an attempt failed: the transport, an error of a complete response, a body that is too large, or no token. */
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

/** One HTTP request and its outcome. */
export const attemptSchema = z.object({
  /** 1 for the first; recorded once, and used up only by an HTTP attempt. */
  number: z.int().min(1),
  /** For a rule's execution: the number of the step, from 1, and the webhook that it called. */
  step: z.int().min(1).optional(),
  webhookId: z.string().optional(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  status: z.int().optional(),
  failure: z.enum(failureClasses).optional(),
  /** One sentence that describes the outcome. */
  reason: z.string(),
  /** The beginning of the response, as text safe to show. */
  responseExcerpt: z.string().optional(),
  responseTruncated: z.boolean().optional(),
});
export type Attempt = Readonly<z.infer<typeof attemptSchema>>;

/**
 * The queue of its webhook's lane in which a delivery waits. `parked`: before an attempt, without a limit of time.
 * `scheduled`: a retry is due at its time. `leased`: an attempt is in progress; without an outcome it is released
 * again.
 */
export const laneQueues = ['parked', 'scheduled', 'leased'] as const;
export type LaneQueue = (typeof laneQueues)[number];

const queuePositionSchema = z.object({
  queue: z.enum(laneQueues),
  /** Since when it is parked, when its retry is due, or when its lease ends. */
  dueAt: z.iso.datetime(),
});
export type QueuePosition = Readonly<z.infer<typeof queuePositionSchema>>;

/** A further round of attempts after a delivery had ended. */
const roundSchema = z.object({
  /** The replay's id, or an id of the manual retry. */
  id: z.string(),
  /** `manual`: one attempt, requested by a human. `replay`: a whole schedule. */
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
  /** The webhook that is called and in whose lane the delivery waits; for a rule's execution, the present step's. */
  webhookId: z.string(),
  /** Present exactly when the delivery is the execution of a rule. */
  execution: executionSchema.optional(),
  eventId: z.string(),
  /** Distinguishes events of one id: the bus's own id of the message, since a producer may reuse its ids. */
  envelopeId: z.string(),
  eventType: z.string(),
  status: z.enum(deliveryStatuses),
  /** 1 for the first record; incremented by every write, so that a write based on an older one is refused. */
  version: z.int().min(1),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The first and the latest; the last one's number says how many there were. */
  attempts: z.array(attemptSchema).readonly(),
  /** The value that the receiver returned, for kinds that use the response. */
  response: jsonValue.optional(),
  /** Why the delivery ended or waits, if its attempts do not status it. */
  reason: z.string().optional(),
  /** When the next attempt is planned; absent when that depends on the endpoint or the manager. */
  nextAttemptAt: z.iso.datetime().optional(),
  /**
   * Present exactly while the delivery waits in the lane: the queue that the latest write put it into. A lane that
   * leases it for an attempt moves its wait item alone.
   */
  position: queuePositionSchema.optional(),
  round: roundSchema.optional(),
  /** Ids of the latest rounds, so that the same request twice is one. */
  roundIds: z.array(z.string()).readonly().optional(),
});
export type Delivery = Readonly<z.infer<typeof deliverySchema>>;
