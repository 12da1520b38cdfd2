import type { StepResponses } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import type { StepResponse } from '../../deliveries/domain/execution.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { EventStore } from '../../events/application/ports.ts';
import type { Event } from '../../events/domain/event.ts';
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
  stepResponses: StepResponses;
}>;

/** A delivery to be attempted, with the data of its message. */
export type Candidate = Readonly<{
  messageId: string;
  delivery: Delivery;
  /** Absent when it has to be read. */
  event?: Event | undefined;
  /** It is attempted even if the circuit is open. */
  bypassCircuit: boolean;
  /** Whether it came through the slow queue. */
  fromSlowQueue: boolean;
  /** Present if its lane released it: it does not queue behind deliveries that wait there. */
  lease?: WaitItem | undefined;
}>;

/** A candidate with all that an attempt needs; deleted parts are undefined. */
export type Prepared = Candidate &
  Readonly<{
    event: Event | undefined;
    texts: NotificationTexts | undefined;
    /** Of a rule's execution: its rule, and the responses to its earlier steps. */
    rule: RuleFields | undefined;
    earlierResponses: readonly (StepResponse | undefined)[];
    webhook: Webhook | undefined;
    readAt: number;
  }>;

/**
 * Maximum age of a webhook that is sent to, in milliseconds: its directory may be 3 s behind, and a change must take effect
 * within 5 s (product contract).
 */
const maxWebhookAgeMs = 1_500;
const maxReads = 4;

/** Reads what an attempt needs and its message does not contain. */
export async function prepareAttempt(ports: PreparePorts, candidate: Candidate): Promise<Prepared> {
  const { delivery } = candidate;
  const event = candidate.event ?? (await ports.events.find(delivery))?.event;
  const ofRule = await readExecution(ports, delivery);
  const read = await readWebhook(ports, delivery);
  return { ...candidate, event, ...ofRule, ...read, texts: await textsFor(ports, delivery, read.webhook) };
}

/** The current version of the webhook, read again if it is too old. Throws if reading takes too long. */
export async function currentWebhook(
  ports: PreparePorts,
  { delivery, webhook, readAt }: Prepared,
): Promise<Webhook | undefined> {
  let known = { webhook, readAt };
  for (let reads = 0; ports.clock.now().getTime() - known.readAt > maxWebhookAgeMs; reads += 1) {
    if (reads === maxReads) throw new Error(`Webhook ${delivery.webhookId} could not be read in time.`);
    known = await readWebhook(ports, delivery);
  }
  return known.webhook;
}

/** Reads what else a rule's execution needs; nothing for a webhook's delivery. */
async function readExecution({ rules, stepResponses }: PreparePorts, { id, space, execution }: Delivery) {
  if (!execution) return { rule: undefined, earlierResponses: [] };
  const { ruleId, responseNames: names } = execution;
  return {
    rule: await rules.find({ space, ruleId }),
    earlierResponses: names.length === 0 ? [] : await stepResponses.find({ ruleId, executionId: id, names }),
  };
}

/** The webhook's texts for the event; only a template uses them. */
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
