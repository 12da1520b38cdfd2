import { healthNotice } from '../application/failure-notice.ts';
import type { HealthMessage, HealthMessages } from '../application/ports/health-messages.ts';
import { isWriteFault } from '../application/ports/write-fault.ts';
import { iso } from '../domain/delivery-course.ts';
import { resultSource } from '../domain/result-source.ts';
import type { EventBridge } from './aws/aws-clients.ts';
import { busJson } from './bus-json.ts';
import { putEvents } from './eventbridge-batches.ts';

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
