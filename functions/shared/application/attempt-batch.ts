import type { Attempt, Delivery } from '../domain/delivery.ts';
import { afterAttempt, given, type ParkReason, parked } from '../domain/delivery-course.ts';
import type { Event } from '../domain/event.ts';
import { answerName, hasNextStep, type StepAnswer, stepMessageId } from '../domain/execution.ts';
import type { Lane } from '../domain/lane.ts';
import type { Content } from '../domain/outgoing-request.ts';
import type { NotificationTexts } from '../domain/payload.ts';
import type { RuleFields } from '../domain/rule.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { AnnouncePorts } from './announce-results.ts';
import { type AttemptOutcome, type AttemptTools, attemptDelivery } from './attempt-delivery.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import type { DeliveryRef, DeliveryStore } from './ports/delivery-store.ts';
import type { EventStore } from './ports/event-store.ts';
import type { NotificationDirectory } from './ports/notification-directory.ts';
import type { RateLimiter } from './ports/rate-limiter.ts';
import type { RetryQueue } from './ports/retry-queue.ts';
import type { RuleDirectory } from './ports/rule-directory.ts';
import type { StepAnswers } from './ports/step-answers.ts';
import type { WebhookDirectory } from './ports/webhook-directory.ts';
import { type Pause, recordInWaves } from './record-in-waves.ts';
import { leaseMs } from './release-due-deliveries.ts';
import type { Settling } from './settle-attempts.ts';

/** Names a delivery, for logs. */
export type DeliveryIds = Readonly<{
  deliveryId: string;
  space: string;
  webhookId: string;
  ruleId?: string | undefined;
  eventId: string;
  eventType: string;
}>;

type AttemptFact = Readonly<{ delivery: DeliveryIds; attempt: Attempt; verdict: Verdict }>;

/** The facts of attempts that operators see; ids only, never a payload. */
export interface DispatchReport {
  /** Of several at once, as they are recorded: one line each, and one way out for all. */
  attempted(facts: readonly AttemptFact[]): void;
  /** It waits in the lane, and no attempt was used up. */
  parked(fact: Readonly<{ delivery: DeliveryIds; why: ParkReason }>): void;
  discarded(fact: Readonly<{ delivery: DeliveryIds; reason: string }>): void;
  /** The delivery has moved on already: a duplicate message, or one that comes late. */
  duplicate(fact: Readonly<{ delivery: DeliveryRef }>): void;
  /** A rule's next step could not be sent for at once; its lane does it when the lease ends. */
  delayed(fact: Readonly<{ delivery: DeliveryIds; error: unknown }>): void;
  /** A fault of ours: the message goes back to its queue and no attempt is used up. */
  fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void;
}

export type AttemptPorts = AttemptTools &
  AnnouncePorts &
  Readonly<{
    webhooks: WebhookDirectory;
    notifications: NotificationDirectory;
    events: EventStore;
    rules: RuleDirectory;
    answers: StepAnswers;
    /** The way to a rule's next step. */
    retries: RetryQueue;
    deliveries: DeliveryStore;
    keeper: LaneKeeper;
    rates: RateLimiter;
    pause: Pause;
    report: DispatchReport;
  }>;

/** A delivery that is to be attempted, with what its message says of it. */
export type Candidate = Readonly<{
  messageId: string;
  delivery: Delivery;
  /** Absent when it has to be read. */
  event?: Event | undefined;
  /** Goes out though the circuit is open. */
  evenIfOpen: boolean;
  /** It comes out of the lane, so it does not queue up behind what waits there. */
  released: boolean;
}>;

/** What came of it; `webhook` is absent when it was deleted. */
export type Settled = Settling & Readonly<{ webhook: Webhook | undefined }>;

type Prepared = Candidate &
  Readonly<{
    event: Event | undefined;
    texts: NotificationTexts | undefined;
    /** Of a rule's execution: its rule, and what its earlier steps answered. */
    rule: RuleFields | undefined;
    answers: readonly (StepAnswer | undefined)[];
    webhook: Webhook | undefined;
    readAt: number;
  }>;
type Ready = Prepared & Readonly<{ webhook: Webhook; event: Event }>;

/**
 * A webhook read longer ago is read again before it is sent to: its directory may be 3 s behind, and a change must be
 * felt within 5 s (product contract).
 */
const webhookFreshMs = 1_500;
const freshReads = 4;

export type Batch = Readonly<{
  candidates: readonly Candidate[];
  /** Records what came of some of them, and answers the messages that must come again; it never fails. */
  record: (settled: readonly Settled[]) => Promise<readonly string[]>;
}>;

/**
 * Attempts the deliveries side by side, each only if its webhook, circuit and rate limit let it go out, and has their
 * outcomes recorded as they come. Answers the messages that met a fault of ours.
 */
export async function attemptBatch(ports: AttemptPorts, { candidates, record }: Batch): Promise<readonly string[]> {
  const returned = new Set<string>();
  const settled: Settled[] = [];
  const prepared: Prepared[] = [];
  const lanes = await ports.keeper.find(candidates.map(({ delivery }) => delivery.webhookId));
  await each(ports, { items: candidates, returned }, async (candidate) => {
    const { delivery } = candidate;
    const event = candidate.event ?? (await ports.events.find(delivery))?.event;
    const ofRule = await readExecution(ports, delivery);
    const read = await readWebhook(ports, delivery);
    prepared.push({ ...candidate, event, ...ofRule, ...read, texts: await textsFor(ports, delivery, read.webhook) });
  });
  const allowed = await withinRates(ports, { prepared, lanes, returned });
  const items = prepared.filter(({ messageId }) => !returned.has(messageId));
  const work = each(ports, { items, returned }, async (item) => {
    const webhook = await freshWebhook(ports, item);
    const { event } = item;
    const never = whyNever({ ...item, webhook });
    if (!webhook || !event || never) {
      settled.push(discard(ports, { candidate: item, webhook, reason: never ?? '' }));
      return;
    }
    const ready = { ...item, webhook, event };
    const why = whyParked(ready, { lane: lanes.get(webhook.id), isAllowed: allowed.has(item.messageId) });
    settled.push(why ? park(ports, ready, why) : await attempt(ports, ready));
  });
  const unrecorded = await recordInWaves(ports, {
    work,
    settled,
    record: (wave) => {
      ports.report.attempted(wave.flatMap(attemptFact));
      return record(wave);
    },
  });
  return [...returned, ...unrecorded];
}

/** What else a rule's execution needs; nothing for a webhook's delivery. */
async function readExecution({ rules, answers }: AttemptPorts, { id, space, execution }: Delivery) {
  if (!execution) return { rule: undefined, answers: [] };
  const { ruleId, answers: names } = execution;
  return {
    rule: await rules.find({ space, ruleId }),
    answers: names.length === 0 ? [] : await answers.find({ ruleId, executionId: id, names }),
  };
}

/** A webhook's own words for the event; only a template has a place for them. */
async function textsFor(
  { notifications }: AttemptPorts,
  { eventType, execution }: Delivery,
  webhook: Webhook | undefined,
): Promise<NotificationTexts | undefined> {
  if (webhook?.payload.format !== 'template' || execution) return undefined;
  return notifications.find({ space: webhook.space, webhookId: webhook.id, eventType });
}

async function readWebhook({ webhooks, clock }: AttemptPorts, { space, webhookId }: Delivery) {
  const readAt = clock.now().getTime();
  return { webhook: (await webhooks.find([{ space, webhookId }])).get(webhookId), readAt };
}

/** The webhook as it is now, whatever took its time since it was read. Throws when reading it is what takes the time. */
async function freshWebhook(
  ports: AttemptPorts,
  { delivery, webhook, readAt }: Prepared,
): Promise<Webhook | undefined> {
  let known = { webhook, readAt };
  for (let reads = 0; ports.clock.now().getTime() - known.readAt > webhookFreshMs; reads += 1) {
    if (reads === freshReads) throw new Error(`Webhook ${delivery.webhookId} could not be read in time.`);
    known = await readWebhook(ports, delivery);
  }
  return known.webhook;
}

/** Works on all at once; a fault sends back that one's message alone. */
async function each<Item extends Readonly<{ messageId: string }>>(
  { report }: AttemptPorts,
  { items, returned }: Readonly<{ items: readonly Item[]; returned: Set<string> }>,
  work: (item: Item) => Promise<void>,
) {
  await Promise.all(
    items.map(async (item) => {
      try {
        await work(item);
      } catch (error) {
        report.fault({ messageIds: [item.messageId], error });
        returned.add(item.messageId);
      }
    }),
  );
}

function whyNever({ delivery, webhook, event, rule, answers }: Omit<Prepared, 'readAt'>): string | undefined {
  if (delivery.execution && !rule) return 'The rule was deleted.';
  if (answers.includes(undefined)) return 'The answers of earlier steps are no longer kept.';
  if (!webhook) return 'The webhook was deleted.';
  if (webhook.status === 'disabled') return 'The webhook is disabled.';
  return event ? undefined : 'The event is no longer kept.';
}

function whyParked(
  { webhook, evenIfOpen }: Ready,
  { lane, isAllowed }: Readonly<{ lane: Lane | undefined; isAllowed: boolean }>,
): ParkReason | undefined {
  if (webhook.status === 'paused') return 'paused';
  if (lane?.circuit.state === 'open' && !evenIfOpen) return 'circuit_open';
  return isAllowed ? undefined : 'rate_limited';
}

type Rated = Readonly<{ prepared: readonly Prepared[]; lanes: ReadonlyMap<string, Lane>; returned: Set<string> }>;

/** Messages that no rate limit forbids. Those that wait already go first, so new ones queue up behind them. */
async function withinRates(ports: AttemptPorts, { prepared, lanes, returned }: Rated): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  const groups = Map.groupBy(prepared, ({ delivery }) => delivery.webhookId);
  await Promise.all(
    [...groups].map(async ([webhookId, items]) => {
      const perSecond = items[0]?.webhook?.rateLimit?.perSecond;
      const isBehind = perSecond !== undefined && lanes.get(webhookId)?.rateBacklog === true;
      const queue = items.filter(({ released }) => released || !isBehind);
      try {
        const wanted = queue.length;
        const granted =
          perSecond === undefined || wanted === 0
            ? wanted
            : await ports.rates.take({ webhookId, perSecond, wanted, now: ports.clock.now() });
        for (const { messageId } of queue.slice(0, granted)) allowed.add(messageId);
      } catch (error) {
        const messageIds = items.map(({ messageId }) => messageId);
        ports.report.fault({ messageIds, error });
        for (const id of messageIds) returned.add(id);
      }
    }),
  );
  return allowed;
}

async function attempt(ports: AttemptPorts, ready: Ready): Promise<Settled> {
  const { messageId, delivery, webhook, rule } = ready;
  const execution = delivery.execution && { ...delivery.execution, ownerEmail: rule?.ownerEmail ?? '' };
  const outcome = await attemptDelivery(ports, {
    webhook,
    content: contentOf(ready),
    deliveryId: execution ? stepMessageId(delivery.id, execution) : delivery.id,
    number: delivery.attempts.length + 1,
    purpose: execution ? 'rule_step' : 'delivery',
  });
  const { verdict } = outcome;
  const made = execution ? { ...outcome.attempt, step: execution.step + 1, webhookId: webhook.id } : outcome.attempt;
  const answer = await keepAnswer(ports, ready, outcome);
  const now = ports.clock.now().getTime();
  const after = afterAttempt(execution ? { ...delivery, execution } : delivery, {
    attempt: made,
    verdict,
    schedule: webhook.retrySchedule,
    now,
    next: answer === undefined ? undefined : { answer, leaseUntil: now + leaseMs },
  });
  return { messageId, before: delivery, after, verdict, webhook };
}

function contentOf({ delivery, event, texts, answers }: Ready): Content {
  const { execution, attempts } = delivery;
  if (!execution) return { kind: 'event', event, texts };
  return {
    kind: 'rule_step',
    step: {
      executionId: delivery.id,
      execution,
      event,
      firstAttemptAt: attempts[0]?.startedAt,
      retries: attempts.length - execution.attemptsBefore,
      answers: answers.filter((answer) => answer !== undefined),
    },
  };
}

/**
 * Keeps what a rule's step answered for the steps after it, and says by what name; before the step is recorded as done,
 * so that no record ever names an answer that is not there.
 */
async function keepAnswer(
  { answers }: AttemptPorts,
  { delivery: { id, execution } }: Ready,
  { verdict, sent }: AttemptOutcome,
): Promise<string | undefined> {
  if (!execution || !hasNextStep(execution) || verdict.outcome === 'failed' || sent?.result.kind !== 'response') {
    return undefined;
  }
  const answer: StepAnswer = { url: sent.request.url, body: sent.result.body };
  const name = answerName(answer);
  await answers.put({ ruleId: execution.ruleId, executionId: id, name, answer });
  return name;
}

function park(ports: AttemptPorts, { messageId, delivery, webhook }: Ready, why: ParkReason): Settled {
  ports.report.parked({ delivery: idsOf(delivery), why });
  const after = parked(delivery, why, ports.clock.now().getTime());
  return { messageId, before: delivery, after, webhook, rateLimited: why === 'rate_limited' };
}

function discard(
  ports: AttemptPorts,
  { candidate, webhook, reason }: Readonly<{ candidate: Candidate; webhook: Webhook | undefined; reason: string }>,
): Settled {
  const { messageId, delivery } = candidate;
  ports.report.discarded({ delivery: idsOf(delivery), reason });
  const after = given(delivery, { state: 'discarded', reason, now: ports.clock.now().getTime() });
  return { messageId, before: delivery, after, webhook };
}

function attemptFact({ before, after, verdict }: Settled): readonly AttemptFact[] {
  const attempt = after.attempts.at(-1);
  return verdict && attempt ? [{ delivery: idsOf(before), attempt, verdict }] : [];
}

export function idsOf({ id, space, webhookId, execution, eventId, eventType }: Delivery): DeliveryIds {
  return { deliveryId: id, space, webhookId, ruleId: execution?.ruleId, eventId, eventType };
}
