import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventPublisher } from '../application/ports/event-publisher.ts';

/** The `Source` of events that came over the API. */
const apiSource = 'posthorn.api';

export function eventbridgePublisher(client: EventBridgeClient, busName: string): EventPublisher {
  return {
    async publish({ type, time, ...detail }) {
      const { FailedEntryCount, Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: apiSource,
              DetailType: type,
              Time: new Date(time),
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
