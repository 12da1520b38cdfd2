import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { HealthMessage, HealthMessages } from '../../lanes/application/ports.ts';
import type { EventBridge } from '../../platform/adapters/aws/aws-clients.ts';
import { busJson } from '../../platform/adapters/bus-json.ts';
import { putEvents } from '../../platform/adapters/eventbridge-batches.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { resultSource } from '../../platform/domain/result-source.ts';
import { healthNotice } from '../application/failure-notice.ts';

export function eventbridgeHealthMessages(client: EventBridge, busName: string): HealthMessages {
  return {
    async publish(messages) {
      const entries = messages.map((message) => ({
        EventBusName: busName,
        Source: resultSource,
        DetailType: message.change.kind,
        Detail: busJson(detailOf(message)),
      }));
      const [fault] = (await putEvents(client, entries)).filter(isWriteFault);
      if (fault)
        throw new Error(`The bus did not accept a change of a webhook's health: ${fault.code}`, { cause: fault });
    },
  };
}

function detailOf(message: HealthMessage) {
  const { change, webhook } = message;
  return {
    space: webhook.space,
    webhookId: webhook.id,
    ...(change.kind === 'webhook.disabled' && { cause: 'failing' }),
    failingSince: iso(change.failingSince),
    at: iso(change.at),
    reason: change.reason,
    notice: healthNotice(message),
  };
}
