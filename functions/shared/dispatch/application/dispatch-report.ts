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

/** The facts of attempts that operators see; ids only, never a payload. */
export interface DispatchReport extends FaultReport {
  /** Of several at once, as they are recorded. */
  attempted(facts: readonly AttemptFact[]): void;
  /** It waits in the lane, and no attempt was used up. */
  parked(fact: Readonly<{ delivery: DeliveryIds; why: ParkReason }>): void;
  discarded(fact: Readonly<{ delivery: DeliveryIds; reason: string }>): void;
  /** The delivery has moved on already: a duplicate message, or one that comes late. */
  duplicate(fact: Readonly<{ delivery: DeliveryRef }>): void;
  /** A rule's next step could not be sent for at once; its lane does it when the lease ends. */
  delayed(fact: Readonly<{ delivery: DeliveryIds; error: unknown }>): void;
  /** It could not be made sure that what deliveries need is kept while they wait; it is tried again. */
  unkept(fact: Readonly<{ error: unknown }>): void;
}

export function deliveryIds({ id, space, webhookId, execution, eventId, eventType }: Delivery): DeliveryIds {
  return { deliveryId: id, space, webhookId, ruleId: execution?.ruleId, eventId, eventType };
}
