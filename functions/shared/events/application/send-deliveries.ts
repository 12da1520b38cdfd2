import type { Clock } from '../../platform/application/ports.ts';
import { eachMessage, type Processed, returnAll, returnFailed } from '../../platform/application/returned-messages.ts';
import { deliveryId } from '../domain/delivery-id.ts';
import type { Event } from '../domain/event.ts';
import type { FanOutReport } from './fan-out-report.ts';
import { findNextTargets, type TargetPorts, type Targets, targetNames } from './find-targets.ts';
import {
  type DeliveryMessage,
  type DeliveryQueue,
  type EventStore,
  type FanOutQueue,
  maxInlineEventBytes,
} from './ports.ts';

export type SendPorts = TargetPorts &
  Readonly<{
    clock: Clock;
    events: Pick<EventStore, 'addTargets'>;
    deliveries: DeliveryQueue;
    queue: Pick<FanOutQueue, 'continueLater'>;
    report: FanOutReport;
  }>;

/** One page of an event's targets, ready to be sent. */
export type TargetPage = Targets &
  Readonly<{
    messageId: string;
    event: Event;
    envelopeId: string;
    number: number;
    /** The fan-out was repeated, so that its deliveries may have been made already. */
    repeated: boolean;
  }>;

/** A large fan-out continues in a new message after this time, well within the function's timeout. */
const pagingBudgetMs = 20_000;

/**
 * Sends pages of targets as deliveries, all events together, and continues with the events that have more pages. Returns
 * the ids of the messages that must be received again.
 */
export async function sendPages(ports: SendPorts, pages: readonly TargetPage[]): Promise<readonly string[]> {
  const startedAt = ports.clock.now().getTime();
  const returned: string[] = [];
  let open = pages;
  try {
    while (open.length > 0) {
      const sent = await sendPageOfEach(ports, open);
      const unfinished = sent.results.filter(({ next }) => next !== undefined);
      const isLate = ports.clock.now().getTime() - startedAt > pagingBudgetMs;
      const followed = await eachMessage(ports.report, unfinished, (page) =>
        isLate ? continueLater(ports, page) : recordNextPage(ports, page),
      );
      returned.push(...sent.returned, ...followed.returned);
      open = followed.results.filter((page) => page !== undefined);
    }
    return returned;
  } catch (error) {
    return returnAll(ports.report, pages, error);
  }
}

/** Sends one page of each event; returns the pages that are in the queue. */
async function sendPageOfEach(
  { deliveries, report }: SendPorts,
  pages: readonly TargetPage[],
): Promise<Processed<TargetPage>> {
  const sending = pages.map((page) => ({ page, messages: deliveryMessages(page) }));
  const unaccepted = await deliveries.send(sending.flatMap(({ messages }) => messages));
  const isUnaccepted = (message: DeliveryMessage) => unaccepted.has(message.deliveryId);
  const sent = sending.filter(({ messages }) => !messages.some(isUnaccepted));
  const failed = sending.flatMap(({ page: { messageId }, messages }) => {
    const [error] = messages.flatMap((message) => unaccepted.get(message.deliveryId) ?? []);
    return error ? [{ messageId, error }] : [];
  });
  if (sent.length > 0) {
    report.fannedOut(
      sent.map(({ page: { event, next }, messages }) => ({
        event,
        deliveries: messages.length,
        isLastPage: next === undefined,
      })),
    );
  }
  return { results: sent.map(({ page }) => page), returned: returnFailed(report, failed) };
}

function deliveryMessages({ event, envelopeId, webhookIds, ruleIds, domain, repeated }: TargetPage): DeliveryMessage[] {
  const inline = Buffer.byteLength(JSON.stringify(event)) <= maxInlineEventBytes;
  const fields = (targetId: string) => ({
    deliveryId: deliveryId({ envelopeId, targetId, time: new Date(event.time) }),
    space: event.space,
    eventId: event.id,
    envelopeId,
    eventType: event.type,
    repeated,
    ...(inline && { event }),
  });
  return [
    ...webhookIds.map((webhookId) => ({ ...fields(webhookId), webhookId })),
    ...ruleIds.map((id) => ({ ...fields(id), rule: { id, ...(domain !== undefined && { domain }) } })),
  ];
}

async function continueLater({ queue }: SendPorts, page: TargetPage): Promise<undefined> {
  const { next, number } = page;
  if (next) await queue.continueLater({ ...refOf(page), cursor: next, page: number + 1 });
}

const refOf = ({ event, envelopeId }: TargetPage) => ({ space: event.space, eventId: event.id, envelopeId });

/** The page after the given one, recorded with the event so that its deliveries can be listed. */
export async function recordNextPage(ports: SendPorts, page: TargetPage): Promise<TargetPage> {
  const { event, next, number } = page;
  const targets = await findNextTargets(ports, { event, cursor: next });
  if (targets === undefined) return { ...page, webhookIds: [], ruleIds: [], next: undefined };
  await ports.events.addTargets({ ...refOf(page), page: number + 1, targets: targetNames(targets) });
  return { ...page, ...targets, number: number + 1 };
}
