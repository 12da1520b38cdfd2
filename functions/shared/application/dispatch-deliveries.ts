import type { Attempt, Delivery } from '../domain/delivery.ts';
import type { Event } from '../domain/event.ts';
import type { NotificationTexts } from '../domain/payload.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Webhook } from '../domain/webhook.ts';
import { type AttemptTools, attemptDelivery } from './attempt-delivery.ts';
import type { DeliveryMessage } from './ports/delivery-queue.ts';
import type { DeliveryStore } from './ports/delivery-store.ts';
import type { EventStore } from './ports/event-store.ts';
import type { NotificationDirectory } from './ports/notification-directory.ts';
import type { WebhookDirectory } from './ports/webhook-directory.ts';

/** One message of the delivery queue. */
export type DispatchMessage = Readonly<{ messageId: string; receiveCount: number; delivery: DeliveryMessage }>;

/** The facts of a dispatch that operators see; ids only, never a payload. */
export interface DispatchReport {
  attempted(fact: Readonly<{ delivery: DeliveryMessage; attempt: Attempt; verdict: Verdict }>): void;
  discarded(fact: Readonly<{ delivery: DeliveryMessage; reason: string }>): void;
  /** The delivery has a record already: a duplicate message, or a fan-out that was run again. */
  duplicate(fact: Readonly<{ delivery: DeliveryMessage }>): void;
  /** A fault of ours: the message goes back to its queue and no attempt is used up. */
  fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void;
}

export type DispatchPorts = AttemptTools &
  Readonly<{
    webhooks: WebhookDirectory;
    notifications: NotificationDirectory;
    events: EventStore;
    deliveries: DeliveryStore;
    report: DispatchReport;
  }>;

/** Sends a batch's deliveries side by side and records what came of them. */
export interface Dispatch {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. */
  run(messages: readonly DispatchMessage[]): Promise<readonly string[]>;
}

type Outcome = Readonly<{ messageId: string; record: Delivery }>;

export function dispatch(ports: DispatchPorts): Dispatch {
  return {
    async run(messages) {
      const distinct = withoutRepetitions(ports, messages);
      const settled = await Promise.allSettled(distinct.map((message) => deliver(ports, message)));
      const returned: string[] = [];
      const outcomes: Outcome[] = [];
      for (const [index, result] of settled.entries()) {
        const messageId = distinct[index]?.messageId ?? '';
        if (result.status === 'rejected') {
          ports.report.fault({ messageIds: [messageId], error: result.reason });
          returned.push(messageId);
        } else if (result.value) outcomes.push({ messageId, record: result.value });
      }
      return [...returned, ...(await recordAll(ports, outcomes))];
    },
  };
}

/** A queue may hand out a message twice in one batch; should the first go back, it comes again and the second need not. */
function withoutRepetitions({ report }: DispatchPorts, messages: readonly DispatchMessage[]) {
  const seen = new Set<string>();
  return messages.filter(({ delivery }) => {
    const isRepetition = seen.has(delivery.deliveryId);
    if (isRepetition) report.duplicate({ delivery });
    seen.add(delivery.deliveryId);
    return !isRepetition;
  });
}

/** What to record of the delivery, or nothing if it has a record or its webhook is gone. */
async function deliver(
  ports: DispatchPorts,
  { delivery, receiveCount }: DispatchMessage,
): Promise<Delivery | undefined> {
  const { space, webhookId } = delivery;
  const webhook = (await ports.webhooks.find([{ space, webhookId }])).get(webhookId);
  if (!webhook) {
    ports.report.discarded({ delivery, reason: 'The webhook was deleted.' });
    return undefined;
  }
  if ((delivery.repeated || receiveCount > 1) && (await isRecorded(ports, delivery))) {
    ports.report.duplicate({ delivery });
    return undefined;
  }
  if (webhook.status === 'disabled') return discard(ports, delivery, 'The webhook is disabled.');
  const event = delivery.event ?? (await ports.events.find(delivery))?.event;
  if (!event) return discard(ports, delivery, 'The event is no longer kept.');
  return attempt(ports, { delivery, webhook, event });
}

async function isRecorded({ deliveries }: DispatchPorts, { webhookId, deliveryId }: DeliveryMessage) {
  return (await deliveries.find([{ webhookId, deliveryId }])).length > 0;
}

function discard({ clock, report }: DispatchPorts, delivery: DeliveryMessage, reason: string): Delivery {
  report.discarded({ delivery, reason });
  const now = clock.now().toISOString();
  return { ...identity(delivery), state: 'discarded', createdAt: now, updatedAt: now, attempts: [], reason };
}

async function attempt(
  ports: DispatchPorts,
  { delivery, webhook, event }: Readonly<{ delivery: DeliveryMessage; webhook: Webhook; event: Event }>,
): Promise<Delivery> {
  const { attempt: made, verdict } = await attemptDelivery(ports, {
    webhook,
    content: { kind: 'event', event, texts: await textsFor(ports, { webhook, event }) },
    deliveryId: delivery.deliveryId,
    number: 1,
  });
  ports.report.attempted({ delivery, attempt: made, verdict });
  return {
    ...identity(delivery),
    state: verdict.outcome,
    createdAt: made.startedAt,
    updatedAt: ports.clock.now().toISOString(),
    attempts: [made],
    ...(verdict.outcome === 'succeeded' && verdict.response !== undefined && { response: verdict.response }),
  };
}

/** A webhook's own words for the event; only a template has a place for them. */
async function textsFor(
  { notifications }: DispatchPorts,
  { webhook, event }: Readonly<{ webhook: Webhook; event: Event }>,
): Promise<NotificationTexts | undefined> {
  if (webhook.payload.format !== 'template') return undefined;
  return notifications.find({ space: webhook.space, webhookId: webhook.id, eventType: event.type });
}

function identity({ deliveryId, space, webhookId, eventId, eventType }: DeliveryMessage) {
  return { id: deliveryId, space, webhookId, eventId, eventType };
}

/** Records all outcomes together; one that could not be written sends its message back, alone. */
async function recordAll({ deliveries, report }: DispatchPorts, outcomes: readonly Outcome[]): Promise<string[]> {
  if (outcomes.length === 0) return [];
  const messageIds = outcomes.map(({ messageId }) => messageId);
  try {
    const recorded = await deliveries.recordFirst(outcomes.map(({ record }) => record));
    return messageIds.filter((_, index) => recorded[index] === 'not_recorded');
  } catch (error) {
    report.fault({ messageIds, error });
    return messageIds;
  }
}
