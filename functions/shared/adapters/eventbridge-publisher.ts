import type { EventPublisher } from '../application/ports/event-publisher.ts';
import { isWriteFault } from '../application/ports/write-fault.ts';
import type { EventBridge } from './aws/aws-clients.ts';
import { putEvents } from './eventbridge-batches.ts';

/** The `Source` of events that came over the API. */
const apiSource = 'posthorn.api';

export function eventbridgePublisher(client: EventBridge, busName: string): EventPublisher {
  return {
    async publish({ type, ...detail }) {
      const [outcome] = await putEvents(client, [
        {
          EventBusName: busName,
          Source: apiSource,
          DetailType: type,
          Time: new Date(detail.time),
          // The time travels in it too, for the bus cuts its own to whole seconds (EventBridge user guide).
          Detail: JSON.stringify(detail),
        },
      ]);
      if (isWriteFault(outcome)) throw new Error(`The bus did not take the event: ${outcome.code}`, { cause: outcome });
    },
  };
}
