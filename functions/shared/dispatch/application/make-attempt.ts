import {
  type AttemptOutcome,
  type AttemptPorts,
  attemptDelivery,
} from '../../deliveries/application/attempt-delivery.ts';
import type { StepResponses } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import {
  afterAttempt,
  endWithoutAttempt,
  type ParkReason,
  park as parkDelivery,
} from '../../deliveries/domain/delivery-course.ts';
import { hasNextStep, responseNameOf, type StepResponse, stepMessageId } from '../../deliveries/domain/execution.ts';
import type { Content } from '../../deliveries/domain/outgoing-request.ts';
import { attemptCount } from '../../deliveries/domain/stored-attempts.ts';
import type { Verdict } from '../../deliveries/domain/verdict.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import { leaseMs } from '../../lanes/domain/lease.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import type { Admission, Ready } from './admit-attempt.ts';
import { type DispatchReport, deliveryIds } from './dispatch-report.ts';
import type { SlowAttemptMonitor } from './slow-endpoints.ts';

export type MakePorts = AttemptPorts & Readonly<{ stepResponses: StepResponses; report: DispatchReport }>;

/** The outcome of dispatching one delivery, not recorded yet. */
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
export async function makeAttempt(
  ports: MakePorts,
  ready: Ready,
  slowness: SlowAttemptMonitor,
): Promise<DispatchOutcome> {
  const { messageId, delivery, webhook, rule } = ready;
  const execution = delivery.execution && { ...delivery.execution, ownerEmail: rule?.ownerEmail ?? '' };
  const request = {
    webhook,
    content: contentOf(ready),
    deliveryId: execution ? stepMessageId(delivery.id, execution) : delivery.id,
    number: attemptCount(delivery) + 1,
    purpose: execution ? 'rule_step' : 'delivery',
  } as const;
  const outcome = await slowness.measure(webhook, () => attemptDelivery(ports, request));
  const { verdict } = outcome;
  const made = execution ? { ...outcome.attempt, step: execution.step + 1, webhookId: webhook.id } : outcome.attempt;
  const responseName = await storeResponse(ports, ready, outcome);
  const now = ports.clock.now().getTime();
  const after = afterAttempt(execution ? { ...delivery, execution } : delivery, {
    attempt: made,
    verdict,
    schedule: webhook.retrySchedule,
    now,
    next: responseName === undefined ? undefined : { responseName, leaseUntil: now + leaseMs },
  });
  return { messageId, before: delivery, after, verdict, webhook, lease: ready.lease };
}

function contentOf({ delivery, event, texts, earlierResponses }: Ready): Content {
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
      responses: earlierResponses.filter((response) => response !== undefined),
    },
  };
}

/**
 * Stores the response to a rule's step for the steps after it, and returns its name. It is stored before the step is
 * recorded, so that no record names a response that is missing.
 */
async function storeResponse(
  { stepResponses }: MakePorts,
  { delivery: { id, execution } }: Ready,
  { verdict, sent }: AttemptOutcome,
): Promise<string | undefined> {
  if (!execution || !hasNextStep(execution) || verdict.outcome === 'failed' || sent?.result.kind !== 'response') {
    return undefined;
  }
  const response: StepResponse = { url: sent.request.url, body: sent.result.body };
  const name = responseNameOf(response);
  await stepResponses.put({ ruleId: execution.ruleId, executionId: id, name, response });
  return name;
}

/** Parks the delivery in its lane instead of attempting it. */
export function park(
  { clock, report }: MakePorts,
  { candidate, webhook, reason }: Extract<Admission, { kind: 'park' }>,
): DispatchOutcome {
  const { messageId, delivery, lease } = candidate;
  report.parked({ delivery: deliveryIds(delivery), reason });
  const after = parkDelivery(delivery, reason, clock.now().getTime());
  return { messageId, before: delivery, after, webhook, parked: reason, lease };
}

/** Ends the delivery without an attempt. */
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
