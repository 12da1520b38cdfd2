import type { DeliveryRef } from '../../deliveries/application/ports.ts';
import type { Attempt, Delivery } from '../../deliveries/domain/delivery.ts';
import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import type { Verdict } from '../../deliveries/domain/verdict.ts';
import type { FaultReport } from '../../platform/application/returned-messages.ts';

/** Names a delivery, for logs. */
export type DeliveryIds = Readonly<{
  deliveryId: string;
  space: string;
  webhookId: string;
  ruleId?: string | undefined;
  eventId: string;
  eventType: string;
}>;

type AttemptFact = Readonly<{ delivery: DeliveryIds; attempt: Attempt; verdict: Verdict }>;

/** Reports attempts to operators; ids only, never a payload. */
export interface DispatchReport extends FaultReport {
  /** For all attempts that are recorded together. */
  attempted(facts: readonly AttemptFact[]): void;
  /** The delivery waits in the lane; no attempt was made. */
  parked(fact: Readonly<{ delivery: DeliveryIds; reason: ParkReason }>): void;
  discarded(fact: Readonly<{ delivery: DeliveryIds; reason: string }>): void;
  /** The delivery has changed since: the message is a duplicate, or late. */
  duplicate(fact: Readonly<{ delivery: DeliveryRef }>): void;
  /** A rule's next step could not be enqueued; its lane releases it when the lease ends. */
  nextStepDelayed(fact: Readonly<{ delivery: DeliveryIds; error: unknown }>): void;
  /** The retention of data that waiting deliveries need could not be extended; it will be retried. */
  retentionNotExtended(fact: Readonly<{ error: unknown }>): void;
}

export function deliveryIds({ id, space, webhookId, execution, eventId, eventType }: Delivery): DeliveryIds {
  return { deliveryId: id, space, webhookId, ruleId: execution?.ruleId, eventId, eventType };
}
