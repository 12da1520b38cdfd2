import type { TransportErrorClass } from './http-result.ts';
import type { JsonValue } from './json.ts';

/** Where a delivery stands. `pending`, `retrying` and `held` go on; the others are ends. */
export const deliveryStates = ['pending', 'retrying', 'held', 'succeeded', 'failed', 'exhausted', 'discarded'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why an attempt failed: the transport's class, or what was wrong with a complete response. */
export type FailureClass =
  | TransportErrorClass
  | 'redirect'
  | 'client_error'
  | 'server_error'
  | 'gone'
  | 'unexpected_status'
  | 'response_contract'
  | 'response_too_large';

/** One HTTP request and what came of it. */
export type Attempt = Readonly<{
  /** 1 for the first; recorded once, and used up only by an HTTP attempt. */
  number: number;
  startedAt: string;
  durationMs: number;
  status?: number | undefined;
  failure?: FailureClass | undefined;
  /** One plain sentence that says what happened. */
  reason: string;
  /** The beginning of the response, as text safe to show. */
  responseExcerpt?: string | undefined;
  responseTruncated?: boolean | undefined;
}>;

/** One event for one webhook; keeps its id across attempts. */
export type Delivery = Readonly<{
  id: string;
  space: string;
  webhookId: string;
  eventId: string;
  eventType: string;
  state: DeliveryState;
  createdAt: string;
  updatedAt: string;
  attempts: readonly Attempt[];
  /** The value the receiver answered, for kinds that use the response. */
  response?: JsonValue | undefined;
  /** Why the delivery ended or waits, when its attempts do not say it. */
  reason?: string | undefined;
}>;
