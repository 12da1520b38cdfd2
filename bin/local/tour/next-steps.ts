import type { RunPlaces } from '../stack/run-places.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import type { TourResult } from './tour.ts';

/** What to try next. The commands can be pasted into a POSIX shell as they are. */
export function nextSteps({ stack, places, tour }: NextSteps): string {
  const space = `${stack.apiUrl}/v1/spaces/${tour.space}`;
  const authorization = `-H 'Authorization: Bearer ${tour.managerKey}'`;
  const event = JSON.stringify({ type: tour.eventType, data: { hello: 'world' } });
  return `Posthorn is running. A receiver at ${tour.receiver.url} prints the requests that it receives.

  Console    ${stack.apiUrl}/console/index.html#token=${tour.managerKey}
  API        ${stack.apiUrl}
  Admin key  ${tour.adminKey}
  Bus        ${stack.outputs.BusName}   (AWS endpoint ${stack.endpoint})
  Logs       ${stack.directory}
  Webhook    ${places.webhookFile}   (configuration of a webhook to this receiver)
  For tests  POSTHORN_STACK_FILE=${places.stackFile}

Open the link to the console in a browser: it signs you in as a manager of the space ${tour.space}. Or send an event with curl;
the request is printed here:

  curl -X POST '${space}/events' ${authorization} -H 'Content-Type: application/json' -d '${event}'

Read the webhook and its deliveries:

  curl '${space}/webhooks/${tour.webhookId}' ${authorization}

  curl '${space}/webhooks/${tour.webhookId}/deliveries' ${authorization}

Ctrl-C stops everything.`;
}

type NextSteps = Readonly<{ stack: RunningStack; places: RunPlaces; tour: TourResult }>;
