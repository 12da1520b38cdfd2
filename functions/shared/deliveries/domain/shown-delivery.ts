import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { type Delivery, type DeliveryStatus, deliveryStatuses } from './delivery.ts';
import { attemptsOfRound, hasEnded } from './delivery-course.ts';

type WebhookStatus = Webhook['status'];

/**
 * A delivery as users see it. When a webhook is paused or resumed, its waiting deliveries (up to a million) are not
 * rewritten. So whether one is held is read from the webhook, and a held one has no next attempt.
 */
export function shownDelivery(delivery: Delivery, webhook: WebhookStatus): Delivery {
  if (hasEnded(delivery)) return delivery;
  const { nextAttemptAt: _planned, reason, ...rest } = delivery;
  if (webhook === 'paused') {
    return {
      ...rest,
      status: 'held',
      reason: 'The webhook is paused; the delivery is sent when the webhook is resumed.',
    };
  }
  if (delivery.status !== 'held') return delivery;
  const status = attemptsOfRound(delivery).length > 0 ? 'retrying' : 'pending';
  return { ...rest, ...(status === 'retrying' && { nextAttemptAt: delivery.nextAttemptAt }), status };
}

/** The recorded statuses that may be shown as this one. */
export function recordedAs(shown: DeliveryStatus, webhook: WebhookStatus): readonly DeliveryStatus[] {
  const waiting: readonly DeliveryStatus[] = ['pending', 'retrying', 'held'];
  if (!waiting.includes(shown)) return [shown];
  if (webhook === 'paused') return shown === 'held' ? waiting : [];
  return shown === 'held' ? [] : deliveryStatuses.filter((status) => status === shown || status === 'held');
}
