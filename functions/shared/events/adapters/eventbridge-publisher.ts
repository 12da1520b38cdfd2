import type { EventBridge } from '../../platform/adapters/aws/aws-clients.ts';
import { putEvents } from '../../platform/adapters/eventbridge-batches.ts';
import type { EventPublisher } from '../application/ports.ts';
import type { Event } from '../domain/event.ts';

/** The `Source` of events that were sent to the API. */
const apiSource = 'posthorn.api';

export function eventbridgePublisher(client: EventBridge, busName: string): EventPublisher {
  const entryOf = ({ type, ...detail }: Event) => ({
    EventBusName: busName,
    Source: apiSource,
    DetailType: type,
    Time: new Date(detail.time),
    // Also holds the exact time, since the bus cuts its own to whole seconds (EventBridge user guide).
    Detail: JSON.stringify(detail),
  });
  return { publish: (events) => putEvents(client, events.map(entryOf)) };
}
