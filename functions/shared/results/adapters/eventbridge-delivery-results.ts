import { attemptCount } from '../../deliveries/domain/stored-attempts.ts';
import type { DeliveryResult, DeliveryResults } from '../../lanes/application/ports.ts';
import type { EventBridge } from '../../platform/adapters/aws/aws-clients.ts';
import { busJson } from '../../platform/adapters/bus-json.ts';
import { putEvents } from '../../platform/adapters/eventbridge-batches.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { resultSource } from '../../platform/domain/result-source.ts';
import { failureNotice } from '../application/failure-notice.ts';

export function eventbridgeDeliveryResults(client: EventBridge, busName: string): DeliveryResults {
  return {
    async publish(results) {
      const entries = results.map((result) => ({
        EventBusName: busName,
        Source: resultSource,
        DetailType: result.kind,
        // Holds up to 100 KB of a response.
        Detail: busJson(detailOf(result)),
      }));
      const faults = (await putEvents(client, entries)).filter(isWriteFault);
      const [fault] = faults;
      if (fault) throw new Error(`The bus did not take ${faults.length} results: ${fault.code}`, { cause: fault });
    },
  };
}

function detailOf(result: DeliveryResult) {
  const { delivery } = result;
  const last = delivery.attempts.at(-1);
  return {
    space: delivery.space,
    webhookId: delivery.webhookId,
    ruleId: delivery.execution?.ruleId,
    deliveryId: delivery.id,
    eventId: delivery.eventId,
    eventType: delivery.eventType,
    ...(result.kind === 'webhook.disabled' && { cause: 'gone' }),
    status: delivery.status,
    attempts: attemptCount(delivery),
    statusCode: last?.status,
    failure: last?.failure,
    reason: last?.reason ?? delivery.reason,
    response: delivery.response,
    notice: failureNotice(result),
  };
}
