import type { FieldError } from '../../platform/application/outcome.ts';
import { eachMessageInTurn, type FaultReport, returnAll } from '../../platform/application/returned-messages.ts';
import type { Event } from '../domain/event.ts';
import { type EventDataPorts, eventDataErrors } from './check-event-data.ts';
import {
  applyFilters,
  applyScopes,
  hasTargets,
  type MatchedPage,
  subscriberQuery,
  type TargetPorts,
  type Targets,
} from './find-targets.ts';
import type { Subscribers } from './ports.ts';

export type RoutePorts = TargetPorts & EventDataPorts & Readonly<{ report: FaultReport }>;

/** A message with a well-formed event. */
export type EventMessage = Readonly<{ messageId: string; body: string; envelopeId: string; event: Event }>;

/** A message that cannot be routed, and why. */
export type RejectedMessage = Readonly<{ messageId: string; body: string; reason: string }>;

export type RoutedEvent = EventMessage & Targets;

type Routing = Readonly<{
  routed: readonly RoutedEvent[];
  rejected: readonly RejectedMessage[];
  returned: readonly string[];
}>;

/** A reason is sent as a message attribute, which counts towards the message's size. */
const maxReasonLength = 1_000;

/** Validates events and finds the first page of their targets. A fault returns the affected message. */
export async function routeEvents(ports: RoutePorts, messages: readonly EventMessage[]): Promise<Routing> {
  if (messages.length === 0) return { routed: [], rejected: [], returned: [] };
  try {
    const found = await ports.subscribers.find(messages.map(({ event }) => subscriberQuery(event)));
    const withSubscribers = messages.map((message, index) => ({
      messageId: message.messageId,
      message,
      subscribers: found[index] ?? ({ kind: 'unknown_space' } as const),
    }));
    // One after the other: the next event may need the schema that was just read.
    const { results, returned } = await eachMessageInTurn(ports.report, withSubscribers, (each) =>
      checkMessage(ports, each),
    );
    const valid = results.filter((checked) => checked.kind === 'valid');
    const scoped = await applyScopes(ports, valid);
    return {
      routed: scoped.map(({ message, targets }) => ({ ...message, ...targets })),
      rejected: results.flatMap((checked) => (checked.kind === 'rejected' ? [checked.rejected] : [])),
      returned,
    };
  } catch (error) {
    return { routed: [], rejected: [], returned: returnAll(ports.report, messages, error) };
  }
}

/** `unsubscribed`: a result of Posthorn without subscribers; it leaves no trace. */
type Checked =
  | Readonly<{ kind: 'valid'; message: EventMessage; event: Event; page: MatchedPage }>
  | Readonly<{ kind: 'rejected'; rejected: RejectedMessage }>
  | Readonly<{ kind: 'unsubscribed' }>;

async function checkMessage(
  ports: RoutePorts,
  { message, subscribers }: Readonly<{ message: EventMessage; subscribers: Subscribers }>,
): Promise<Checked> {
  if (subscribers.kind === 'fault') throw subscribers.error;
  const { event } = message;
  const page = subscribers.kind === 'page' ? applyFilters(ports, event, subscribers) : undefined;
  if (event.origin !== undefined && !hasTargets(page)) return { kind: 'unsubscribed' };
  if (page === undefined) return rejection(message, `unknown space: ${event.space}`);
  const errors = await eventDataErrors(ports, event);
  return errors.length === 0
    ? { kind: 'valid', message, event, page }
    : rejection(message, describeSchemaErrors(errors));
}

function rejection({ messageId, body }: EventMessage, reason: string): Checked {
  return { kind: 'rejected', rejected: { messageId, body, reason } };
}

function describeSchemaErrors(errors: readonly FieldError[]): string {
  const places = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return `does not match the schema of its event type: ${places}`.slice(0, maxReasonLength);
}
