import type { StepAnswers } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import type { StepAnswer } from '../../deliveries/domain/execution.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { EventStore } from '../../events/application/ports.ts';
import type { Event } from '../../events/domain/event.ts';
import type { Road } from '../../events/domain/road.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { RuleDirectory } from '../../rules/application/ports.ts';
import type { RuleFields } from '../../rules/domain/rule.ts';
import type { NotificationDirectory, WebhookDirectory } from '../../webhooks/application/ports.ts';
import type { NotificationTexts } from '../../webhooks/domain/payload.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';

export type PreparePorts = Readonly<{
  clock: Clock;
  webhooks: WebhookDirectory;
  notifications: NotificationDirectory;
  events: Pick<EventStore, 'find'>;
  rules: RuleDirectory;
  answers: StepAnswers;
}>;

/** A delivery that is to be attempted, with what its message says of it. */
export type Candidate = Readonly<{
  messageId: string;
  delivery: Delivery;
  /** Absent when it has to be read. */
  event?: Event | undefined;
  /** Goes out though the circuit is open. */
  bypassCircuit: boolean;
  /** By which of two queues it came. */
  road: Road | undefined;
  /** Present when its lane has released it, so that it does not queue up behind what waits there. */
  lease?: WaitItem | undefined;
}>;

/** A candidate with all that an attempt is made of, as far as it is still there. */
export type Prepared = Candidate &
  Readonly<{
    event: Event | undefined;
    texts: NotificationTexts | undefined;
    /** Of a rule's execution: its rule, and what its earlier steps answered. */
    rule: RuleFields | undefined;
    answers: readonly (StepAnswer | undefined)[];
    webhook: Webhook | undefined;
    readAt: number;
  }>;

/**
 * A webhook read longer ago is read again before it is sent to: its directory may be 3 s behind, and a change must be
 * felt within 5 s (product contract).
 */
const webhookFreshMs = 1_500;
const freshReads = 4;

/** Reads what an attempt is made of and its message does not hold. */
export async function prepareAttempt(ports: PreparePorts, candidate: Candidate): Promise<Prepared> {
  const { delivery } = candidate;
  const event = candidate.event ?? (await ports.events.find(delivery))?.event;
  const ofRule = await readExecution(ports, delivery);
  const read = await readWebhook(ports, delivery);
  return { ...candidate, event, ...ofRule, ...read, texts: await textsFor(ports, delivery, read.webhook) };
}

/** The webhook as it is now, whatever took its time since it was read. Throws when reading it is what takes the time. */
export async function freshWebhook(
  ports: PreparePorts,
  { delivery, webhook, readAt }: Prepared,
): Promise<Webhook | undefined> {
  let known = { webhook, readAt };
  for (let reads = 0; ports.clock.now().getTime() - known.readAt > webhookFreshMs; reads += 1) {
    if (reads === freshReads) throw new Error(`Webhook ${delivery.webhookId} could not be read in time.`);
    known = await readWebhook(ports, delivery);
  }
  return known.webhook;
}

/** What else a rule's execution needs; nothing for a webhook's delivery. */
async function readExecution({ rules, answers }: PreparePorts, { id, space, execution }: Delivery) {
  if (!execution) return { rule: undefined, answers: [] };
  const { ruleId, answers: names } = execution;
  return {
    rule: await rules.find({ space, ruleId }),
    answers: names.length === 0 ? [] : await answers.find({ ruleId, executionId: id, names }),
  };
}

/** A webhook's own words for the event; only a template has a place for them. */
async function textsFor(
  { notifications }: PreparePorts,
  { eventType, execution }: Delivery,
  webhook: Webhook | undefined,
): Promise<NotificationTexts | undefined> {
  if (webhook?.payload.format !== 'template' || execution) return undefined;
  return notifications.find({ space: webhook.space, webhookId: webhook.id, eventType });
}

async function readWebhook({ webhooks, clock }: PreparePorts, { space, webhookId }: Delivery) {
  const readAt = clock.now().getTime();
  return { webhook: (await webhooks.find([{ space, webhookId }])).get(webhookId), readAt };
}
