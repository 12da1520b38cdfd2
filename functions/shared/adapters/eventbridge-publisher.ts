import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventPublisher } from '../application/ports/event-publisher.ts';

/** The `Source` of events that came over the API. */
const apiSource = 'posthorn.api';

export function eventbridgePublisher(client: EventBridgeClient, busName: string): EventPublisher {
  return {
    async publish({ type, ...detail }) {
      const { FailedEntryCount, Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: apiSource,
              DetailType: type,
              Time: new Date(detail.time),
              // The time travels in it too, for the bus cuts its own to whole seconds (EventBridge user guide).
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      );
      // PutEvents answers 200 even when it took nothing.
      if (FailedEntryCount) throw new Error(`The bus did not take the event: ${Entries[0]?.ErrorCode ?? 'no reason'}`);
    },
  };
}
