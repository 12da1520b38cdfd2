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
        DetailType: message.news.kind,
        Detail: busJson(detailOf(message)),
      }));
      const [fault] = (await putEvents(client, entries)).filter(isWriteFault);
      if (fault) throw new Error(`The bus did not take news of a webhook's health: ${fault.code}`, { cause: fault });
    },
  };
}

function detailOf(message: HealthMessage) {
  const { news, webhook } = message;
  return {
    space: webhook.space,
    webhookId: webhook.id,
    ...(news.kind === 'webhook.disabled' && { cause: 'failing' }),
    failingSince: iso(news.failingSince),
    at: iso(news.at),
    reason: news.reason,
    notice: healthNotice(message),
  };
}
