import { type Delivery, type DeliveryState, deliveryStates } from './delivery.ts';
import { attemptsOfRound, hasEnded } from './delivery-course.ts';
import type { Webhook } from './webhook.ts';

type WebhookStatus = Webhook['status'];

/**
 * A delivery as users see it. When a webhook is paused or resumed, its waiting deliveries (up to a million) are not
 * rewritten. So whether one is held is read from the webhook, and a held one has no next attempt.
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

/** The recorded statuses that may be shown as this one. */
export function recordedAs(shown: DeliveryState, webhook: WebhookStatus): readonly DeliveryState[] {
  const waiting: readonly DeliveryState[] = ['pending', 'retrying', 'held'];
  if (!waiting.includes(shown)) return [shown];
  if (webhook === 'paused') return shown === 'held' ? waiting : [];
  return shown === 'held' ? [] : deliveryStates.filter((state) => state === shown || state === 'held');
}
