import type { AuditTrail } from '../application/ports.ts';
import { isWriteFault } from '../application/ports.ts';
import type { ConfigurationChange } from '../domain/configuration-change.ts';
import { resultSource } from '../domain/result-source.ts';
import type { EventBridge } from './aws/aws-clients.ts';
import { putEvents } from './eventbridge-batches.ts';

type AuditSettings = Readonly<{
  busName: string;
  /** Called for a change that the bus did not accept, with all its fields, so that it is at least in the log. */
  onUnpublished: (change: ConfigurationChange, error: unknown) => void;
}>;

export function eventbridgeAuditTrail(client: EventBridge, { busName, onUnpublished }: AuditSettings): AuditTrail {
  return {
    async record(change) {
      const { kind, action, ...detail } = change;
      const entry = {
        EventBusName: busName,
        Source: resultSource,
        DetailType: `${kind}.${action}`,
        Time: new Date(change.at),
        Detail: JSON.stringify({ ...detail, by: { id: change.by.id, role: change.by.role } }),
      };
      try {
        const [outcome] = await putEvents(client, [entry]);
        if (isWriteFault(outcome)) onUnpublished(change, outcome);
      } catch (error) {
        onUnpublished(change, error);
      }
    },
  };
}
