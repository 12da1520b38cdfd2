import type { Attempt, Delivery } from '../domain/delivery.ts';
import { afterAttempt, endWithoutAttempt, type ParkReason, park as parkDelivery } from '../domain/delivery-course.ts';
import type { Event } from '../domain/event.ts';
import { answerName, hasNextStep, type StepAnswer, stepMessageId } from '../domain/execution.ts';
import { attemptCount } from '../domain/kept-attempts.ts';
import type { Lane } from '../domain/lane.ts';
import type { Content } from '../domain/outgoing-request.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { AnnouncePorts } from './announce-results.ts';
import { type AttemptOutcome, type AttemptTools, attemptDelivery } from './attempt-delivery.ts';
import type { KeepPorts } from './keep-needed.ts';
import type { LaneRegistry } from './lane-registry.ts';
import type { DeliveryRef, DeliveryStore } from './ports/delivery-store.ts';
import type { OutcomeQueue } from './ports/outcome-queue.ts';
import type { Pause } from './ports/pause.ts';
import type { RetryQueue } from './ports/retry-queue.ts';
import type { WaitItems } from './ports/wait-items.ts';
import { type Candidate, freshWebhook, type Prepared, type PreparePorts, prepare } from './prepare-attempt.ts';
import { recordInWaves } from './record-in-waves.ts';
import type { Outcome } from './record-outcomes.ts';
import { leaseMs } from './release-round.ts';
import { type SlownessWatch, slownessWatch } from './slow-road.ts';
import { type RatePorts, withinRates } from './within-rates.ts';

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
  /** Of several at once, as they are recorded. */
  attempted(facts: readonly AttemptFact[]): void;
  /** It waits in the lane, and no attempt was used up. */
  parked(fact: Readonly<{ delivery: DeliveryIds; why: ParkReason }>): void;
  discarded(fact: Readonly<{ delivery: DeliveryIds; reason: string }>): void;
  /** The delivery has moved on already: a duplicate message, or one that comes late. */
  duplicate(fact: Readonly<{ delivery: DeliveryRef }>): void;
  /** A rule's next step could not be sent for at once; its lane does it when the lease ends. */
  delayed(fact: Readonly<{ delivery: DeliveryIds; error: unknown }>): void;
  /** It could not be made sure that what deliveries need is kept while they wait; it is tried again. */
  unkept(fact: Readonly<{ error: unknown }>): void;
  /** A fault of ours: the message goes back to its queue and no attempt is used up. */
  fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void;
}

export type AttemptPorts = AttemptTools &
  AnnouncePorts &
  PreparePorts &
  KeepPorts &
  RatePorts &
  Readonly<{
    /** The way to a rule's next step. */
    retries: RetryQueue;
    /** The way to a record for what could not be recorded at once. */
    outcomes: OutcomeQueue;
    deliveries: DeliveryStore;
    waits: WaitItems;
    laneRegistry: LaneRegistry;
    pause: Pause;
    report: DispatchReport;
  }>;

type Ready = Prepared & Readonly<{ webhook: Webhook; event: Event }>;

export type Batch = Readonly<{
  candidates: readonly Candidate[];
  /** Records what came of some of them, and answers the messages that must come again; it never fails. */
  record: (outcomes: readonly Outcome[]) => Promise<readonly string[]>;
}>;

/**
 * Attempts the deliveries side by side, each only if its webhook, circuit and rate limit let it go out, and has their
 * outcomes recorded as they come. Answers the messages that met a fault of ours.
 */
export async function attemptBatch(ports: AttemptPorts, { candidates, record }: Batch): Promise<readonly string[]> {
  const returned = new Set<string>();
  const outcomes: Outcome[] = [];
  const prepared: Prepared[] = [];
  const lanes = await ports.laneRegistry.find(candidates.map(({ delivery }) => delivery.webhookId));
  await each(ports, { items: candidates, returned }, async (candidate) => {
    prepared.push(await prepare(ports, candidate));
  });
  const slowness = slownessWatch(ports);
  const allowed = await withinRates(ports, { prepared, lanes, returned });
  const items = prepared.filter(({ messageId }) => !returned.has(messageId));
  const work = each(ports, { items, returned }, async (item) => {
    const webhook = await freshWebhook(ports, item);
    const { event } = item;
    const reason = discardReason({ ...item, webhook });
    if (!webhook || !event || reason !== undefined) {
      outcomes.push(discard(ports, { candidate: item, webhook, reason: reason ?? '' }));
      return;
    }
    const ready = { ...item, webhook, event };
    const why = whyParked(ready, { lane: lanes.get(webhook.id), isAllowed: allowed.has(item.messageId) });
    outcomes.push(why ? park(ports, ready, why) : await attempt(ports, ready, slowness));
  });
  const unrecorded = await recordInWaves(ports, {
    work,
    settled: outcomes,
    record: (wave) => {
      const facts = wave.flatMap(attemptFact);
      if (facts.length > 0) ports.report.attempted(facts);
      return record(wave);
    },
  });
  await slowness.noted();
  return [...returned, ...unrecorded];
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

function discardReason({ delivery, webhook, event, rule, answers }: Omit<Prepared, 'readAt'>): string | undefined {
  if (delivery.execution && !rule) return 'The rule was deleted.';
  if (answers.includes(undefined)) return 'The answers of earlier steps are no longer kept.';
  if (!webhook) return 'The webhook was deleted.';
  if (webhook.status === 'disabled') return 'The webhook is disabled.';
  return event ? undefined : 'The event is no longer kept.';
}

function whyParked(
  { webhook, bypassCircuit }: Ready,
  { lane, isAllowed }: Readonly<{ lane: Lane | undefined; isAllowed: boolean }>,
): ParkReason | undefined {
  if (webhook.status === 'paused') return 'paused';
  if (lane?.circuit.state === 'open' && !bypassCircuit) return 'circuit_open';
  return isAllowed ? undefined : 'rate_limited';
}

async function attempt(ports: AttemptPorts, ready: Ready, slowness: SlownessWatch): Promise<Outcome> {
  const { messageId, delivery, webhook, rule } = ready;
  const execution = delivery.execution && { ...delivery.execution, ownerEmail: rule?.ownerEmail ?? '' };
  const order = {
    webhook,
    content: contentOf(ready),
    deliveryId: execution ? stepMessageId(delivery.id, execution) : delivery.id,
    number: attemptCount(delivery) + 1,
    purpose: execution ? 'rule_step' : 'delivery',
  } as const;
  const outcome = await slowness.during(webhook, () => attemptDelivery(ports, order));
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
  return { messageId, before: delivery, after, verdict, webhook, lease: ready.lease };
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
      retries: attemptCount(delivery) - execution.attemptsBefore,
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

function park(ports: AttemptPorts, { messageId, delivery, webhook, lease }: Ready, why: ParkReason): Outcome {
  ports.report.parked({ delivery: idsOf(delivery), why });
  const after = parkDelivery(delivery, why, ports.clock.now().getTime());
  return { messageId, before: delivery, after, webhook, parked: why, lease };
}

function discard(
  ports: AttemptPorts,
  { candidate, webhook, reason }: Readonly<{ candidate: Candidate; webhook: Webhook | undefined; reason: string }>,
): Outcome {
  const { messageId, delivery, lease } = candidate;
  ports.report.discarded({ delivery: idsOf(delivery), reason });
  const after = endWithoutAttempt(delivery, { state: 'discarded', reason, now: ports.clock.now().getTime() });
  return { messageId, before: delivery, after, webhook, lease };
}

function attemptFact({ before, after, verdict }: Outcome): readonly AttemptFact[] {
  const attempt = after.attempts.at(-1);
  return verdict && attempt ? [{ delivery: idsOf(before), attempt, verdict }] : [];
}

export function idsOf({ id, space, webhookId, execution, eventId, eventType }: Delivery): DeliveryIds {
  return { deliveryId: id, space, webhookId, ruleId: execution?.ruleId, eventId, eventType };
}
