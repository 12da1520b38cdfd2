import {
  failedWrites,
  type Processed,
  processMessage,
  returnAll,
  returnFailed,
} from '../../platform/application/returned-messages.ts';
import { readEnvelope } from '../domain/event-envelope.ts';
import { targetNames } from './find-targets.ts';
import type { EventStore, FanOutContinuation, FanOutQueue } from './ports.ts';
import {
  type EventMessage,
  type RejectedMessage,
  type RoutedEvent,
  type RoutePorts,
  routeEvents,
} from './route-events.ts';
import { recordNextPage, type SendPorts, sendPages, type TargetPage } from './send-deliveries.ts';

/** One message of the events queue: an event as the bus sent it, or the rest of a fan-out that is too large for one invocation. */
export type FanOutMessage =
  | Readonly<{ kind: 'event'; messageId: string; body: string }>
  | Readonly<{ kind: 'continuation'; messageId: string; continuation: FanOutContinuation }>;

export type FanOutPorts = RoutePorts & SendPorts & Readonly<{ events: EventStore; queue: FanOutQueue }>;

/**
 * Converts batches of events to one message for each delivery: read, route, claim, send. Returns the ids of the messages
 * that must be received again: only an internal fault causes that, and it affects only the event concerned. Processing a
 * message twice is safe.
 */
export async function fanOutEvents(ports: FanOutPorts, messages: readonly FanOutMessage[]): Promise<readonly string[]> {
  const { valid, rejected: malformed } = parseEnvelopes(messages);
  const { routed, rejected, returned: unrouted } = await routeEvents(ports, valid);
  const claimed = await claim(ports, routed);
  const returned = [...unrouted, ...claimed.returned, ...(await sendPages(ports, claimed.results))];
  for (const message of messages) {
    if (message.kind === 'continuation') returned.push(...(await continueFanOut(ports, message)));
  }
  return [...returned, ...(await reject(ports, [...malformed, ...rejected]))];
}

function parseEnvelopes(messages: readonly FanOutMessage[]) {
  const valid: EventMessage[] = [];
  const rejected: RejectedMessage[] = [];
  for (const message of messages) {
    if (message.kind !== 'event') continue;
    const { messageId, body } = message;
    const incoming = readEnvelope(body);
    switch (incoming.kind) {
      case 'event':
        valid.push({ messageId, body, ...incoming });
        break;
      case 'rejected':
        rejected.push({ messageId, body, reason: incoming.reason });
        break;
      case 'ignored':
        break;
    }
  }
  return { valid, rejected };
}

/** Stores the events before anything is sent, so that the event of every delivery can be read. */
async function claim(
  { events, clock, report }: FanOutPorts,
  routed: readonly RoutedEvent[],
): Promise<Processed<TargetPage>> {
  if (routed.length === 0) return { results: [], returned: [] };
  const receivedAt = clock.now().toISOString();
  try {
    const outcomes = await events.claim(
      routed.map((message) => {
        const { event, envelopeId } = message;
        return { event, envelopeId, receivedAt, targets: targetNames(message) };
      }),
    );
    const results = routed.flatMap((message, index) => {
      const outcome = outcomes[index];
      if (outcome === 'duplicate') report.duplicate(message.event);
      if (outcome !== 'claimed' && outcome !== 'resumed') return [];
      return [{ ...message, number: 0, repeated: outcome === 'resumed' }];
    });
    return { results, returned: returnFailed(report, failedWrites(routed, outcomes)) };
  } catch (error) {
    return { results: [], returned: returnAll(report, routed, error) };
  }
}

type Continuation = Extract<FanOutMessage, { kind: 'continuation' }>;

/** Continues a fan-out that was too large for one invocation. */
async function continueFanOut(ports: FanOutPorts, message: Continuation): Promise<readonly string[]> {
  const { results, returned } = await processMessage(ports.report, message, () => resumePage(ports, message));
  const pages = results.filter((page) => page !== undefined);
  return [...returned, ...(await sendPages(ports, pages))];
}

async function resumePage(ports: FanOutPorts, message: Continuation): Promise<TargetPage | undefined> {
  const { cursor, page, ...ref } = message.continuation;
  const stored = await ports.events.find(ref);
  // The space was deleted or the event's retention ended meanwhile: there is nothing left to send.
  if (!stored) return undefined;
  return recordNextPage(ports, {
    messageId: message.messageId,
    event: stored.event,
    envelopeId: stored.envelopeId,
    webhookIds: [],
    ruleIds: [],
    domain: undefined,
    next: cursor,
    number: page - 1,
    repeated: true,
  });
}

async function reject(
  { queue, report }: FanOutPorts,
  rejected: readonly RejectedMessage[],
): Promise<readonly string[]> {
  if (rejected.length === 0) return [];
  try {
    const outcomes = await queue.reject(rejected.map(({ body, reason }) => ({ body, reason })));
    const returned = returnFailed(report, failedWrites(rejected, outcomes));
    for (const { reason } of rejected.filter(({ messageId }) => !returned.includes(messageId))) {
      report.rejected({ reason });
    }
    return returned;
  } catch (error) {
    return returnAll(report, rejected, error);
  }
}
