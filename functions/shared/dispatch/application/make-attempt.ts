import {
  type AttemptOutcome,
  type AttemptTools,
  attemptDelivery,
} from '../../deliveries/application/attempt-delivery.ts';
import type { StepAnswers } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import {
  afterAttempt,
  endWithoutAttempt,
  type ParkReason,
  park as parkDelivery,
} from '../../deliveries/domain/delivery-course.ts';
import { answerName, hasNextStep, type StepAnswer, stepMessageId } from '../../deliveries/domain/execution.ts';
import { attemptCount } from '../../deliveries/domain/kept-attempts.ts';
import type { Content } from '../../deliveries/domain/outgoing-request.ts';
import type { Verdict } from '../../deliveries/domain/verdict.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import { leaseMs } from '../../lanes/application/release-round.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import type { Admission, Ready } from './admit-attempt.ts';
import { type DispatchReport, deliveryIds } from './dispatch-report.ts';
import type { SlownessWatch } from './slow-road.ts';

export type MakePorts = AttemptTools & Readonly<{ answers: StepAnswers; report: DispatchReport }>;

/** What a dispatch made of one delivery: it is yet to be recorded. */
export type DispatchOutcome = Readonly<{
  messageId: string;
  before: Delivery;
  after: Delivery;
  /** Absent when it was deleted. */
  webhook: Webhook | undefined;
  /** Absent when nothing was attempted. */
  verdict?: Verdict | undefined;
  /** Present when it was parked instead of attempted. */
  parked?: ParkReason | undefined;
  /** The lease under which it was attempted, if its lane released it. */
  lease?: WaitItem | undefined;
}>;

/** Makes an attempt that was admitted. */
export async function makeAttempt(ports: MakePorts, ready: Ready, slowness: SlownessWatch): Promise<DispatchOutcome> {
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
  { answers }: MakePorts,
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

/** The delivery waits in its lane instead. */
export function park(
  { clock, report }: MakePorts,
  { candidate, webhook, why }: Extract<Admission, { kind: 'park' }>,
): DispatchOutcome {
  const { messageId, delivery, lease } = candidate;
  report.parked({ delivery: deliveryIds(delivery), why });
  const after = parkDelivery(delivery, why, clock.now().getTime());
  return { messageId, before: delivery, after, webhook, parked: why, lease };
}

/** The delivery ends without an attempt. */
export function discard(
  { clock, report }: MakePorts,
  { candidate, webhook, reason }: Extract<Admission, { kind: 'discard' }>,
): DispatchOutcome {
  const { messageId, delivery, lease } = candidate;
  report.discarded({ delivery: deliveryIds(delivery), reason });
  const after = endWithoutAttempt(delivery, { status: 'discarded', reason, now: clock.now().getTime() });
  return { messageId, before: delivery, after, webhook, lease };
}

/** Reports the attempts among outcomes. */
export function reportAttempts({ report }: MakePorts, outcomes: readonly DispatchOutcome[]): void {
  const facts = outcomes.flatMap(({ before, after, verdict }) => {
    const attempt = after.attempts.at(-1);
    return verdict && attempt ? [{ delivery: deliveryIds(before), attempt, verdict }] : [];
  });
  if (facts.length > 0) report.attempted(facts);
}
