import type { DispatchMessage } from '../../../functions/shared/dispatch/application/dispatch-deliveries.ts';
import type { DeliveryMessage } from '../../../functions/shared/events/application/ports.ts';
import { anEvent } from './event.ts';

type Changes = Partial<Omit<Extract<DeliveryMessage, { webhookId: string }>, 'rule'>> & { receiveCount?: number };

const shared = {
  space: 'acme',
  eventId: 'evt_1',
  envelopeId: 'envelope-1',
  eventType: 'hit.detected',
  event: anEvent(),
  repeated: false,
};

/** The message for a webhook's first attempt; say only what matters to the test. */
export function aMessage(deliveryId: string, { receiveCount = 1, ...changes }: Changes = {}): DispatchMessage {
  const delivery = { deliveryId, webhookId: 'wh_1', ...shared, ...changes };
  return { messageId: `message-${deliveryId}`, receiveCount, delivery };
}

/** The message for a rule's first step. */
export function aRuleMessage(deliveryId: string, receiveCount = 1): DispatchMessage {
  const delivery = { deliveryId, ...shared, rule: { id: 'rule_1' } };
  return { messageId: `message-${deliveryId}`, receiveCount, delivery };
}
