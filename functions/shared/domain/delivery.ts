import * as z from 'zod';
import { transportErrorClasses } from './http-result.ts';
import { jsonValue } from './json.ts';

/** Where a delivery stands. `pending`, `retrying` and `held` go on; the others are ends. */
export const deliveryStates = ['pending', 'retrying', 'held', 'succeeded', 'failed', 'exhausted', 'discarded'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why an attempt failed: the transport's class, what was wrong with a complete response, or a body too large to send. */
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
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** One HTTP request and what came of it. */
export const attemptSchema = z.object({
  /** 1 for the first; recorded once, and used up only by an HTTP attempt. */
  number: z.int().min(1),
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

/** One event for one webhook; keeps its id across attempts. */
export const deliverySchema = z.object({
  id: z.string(),
  space: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  state: z.enum(deliveryStates),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  attempts: z.array(attemptSchema).readonly(),
  /** The value the receiver answered, for kinds that use the response. */
  response: jsonValue.optional(),
  /** Why the delivery ended or waits, when its attempts do not say it. */
  reason: z.string().optional(),
});
export type Delivery = Readonly<z.infer<typeof deliverySchema>>;
