import { type Delivery, type DeliveryState, deliveryStates } from './delivery.ts';
import { attemptsOfRound, hasEnded } from './delivery-course.ts';
import type { Webhook } from './webhook.ts';

type WebhookStatus = Webhook['status'];

/**
 * A delivery as people see it. A million that wait are not rewritten when their webhook is paused or resumed, so
 * whether one is held is read from the webhook; and nothing that is held names a next attempt.
 */
export function shownDelivery(delivery: Delivery, webhook: WebhookStatus): Delivery {
  if (hasEnded(delivery)) return delivery;
  const { nextAttemptAt: _planned, reason, ...rest } = delivery;
  if (webhook === 'paused') {
    return { ...rest, state: 'held', reason: 'The webhook is paused; the delivery goes out when it is resumed.' };
  }
  if (delivery.state !== 'held') return delivery;
  const state = attemptsOfRound(delivery).length > 0 ? 'retrying' : 'pending';
  return { ...rest, ...(state === 'retrying' && { nextAttemptAt: delivery.nextAttemptAt }), state };
}

/** The recorded states that may show as this one. */
export function recordedAs(shown: DeliveryState, webhook: WebhookStatus): readonly DeliveryState[] {
  const waiting: readonly DeliveryState[] = ['pending', 'retrying', 'held'];
  if (!waiting.includes(shown)) return [shown];
  if (webhook === 'paused') return shown === 'held' ? waiting : [];
  return shown === 'held' ? [] : deliveryStates.filter((state) => state === shown || state === 'held');
}
