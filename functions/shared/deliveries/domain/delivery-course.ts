import type { JsonValue } from '../../platform/domain/json.ts';
import type { RetryAdvice } from '../../webhooks/domain/retry-advice.ts';
import { nextRetry } from '../../webhooks/domain/retry-schedule.ts';
import type { Attempt, Delivery, DeliveryStatus, QueuePosition, Round } from './delivery.ts';
import { hasNextStep } from './execution.ts';
import { attemptCount, withAttempt } from './stored-attempts.ts';
import type { Verdict } from './verdict.ts';

/** Times in this module are milliseconds since 1970 unless they are part of a delivery. */
export type CompletedAttempt = Readonly<{
  attempt: Attempt;
  verdict: Verdict;
  /** Seconds after the first attempt at which retries fall due. */
  schedule: readonly number[];
  /** When the outcome was known. */
  now: number;
  /** For a rule's execution: the name of the stored response, and when the next step's first lease ends. */
  next?: Readonly<{ responseName: string; leaseUntil: number }> | undefined;
}>;

/** Why a delivery is parked instead of attempted. */
export type ParkReason = 'paused' | 'circuit_open' | 'rate_limited';

const parkReasons: Readonly<Record<ParkReason, string>> = {
  paused: 'The webhook is paused; the delivery is sent when the webhook is resumed.',
  circuit_open: 'The endpoint has been failing; the delivery waits until it succeeds again.',
  rate_limited: "The webhook's rate limit is used up; the delivery waits for its turn.",
};

/** How many ids of rounds are stored: far more than a human retries within an Idempotency-Key's lifetime. */
const maxRoundIds = 20;

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function hasEnded({ status }: Delivery): boolean {
  switch (status) {
    case 'pending':
    case 'retrying':
    case 'held':
      return false;
    case 'succeeded':
    case 'failed':
    case 'exhausted':
    case 'discarded':
      return true;
  }
}

/** Whether a delivery of this status ended without success. */
export function isFailure(status: DeliveryStatus): boolean {
  switch (status) {
    case 'pending':
    case 'retrying':
    case 'held':
    case 'succeeded':
      return false;
    case 'failed':
    case 'exhausted':
    case 'discarded':
      return true;
  }
}

/** The attempts of the present round; for a rule's execution, of its present step. */
export function attemptsOfRound({ attempts, round, execution }: Delivery): readonly Attempt[] {
  const before = Math.max(round?.attemptsBefore ?? 0, execution?.attemptsBefore ?? 0);
  return attempts.filter(({ number }) => number > before);
}

/** Applies one attempt to a delivery: it succeeds, waits for its next retry, or ends. */
export function afterAttempt(before: Delivery, made: CompletedAttempt): Delivery {
  const { attempt, verdict, now, next } = made;
  const delivery = { ...before, attempts: withAttempt(before.attempts, attempt) };
  if (verdict.outcome === 'succeeded') {
    if (next && delivery.execution && hasNextStep(delivery.execution)) return atNextStep(delivery, { ...next, now });
    // No later step uses the last step's response; its attempt shows the beginning.
    const response = delivery.execution ? undefined : verdict.response;
    return end(delivery, { status: 'succeeded', now, response });
  }
  switch (verdict.retry.kind) {
    case 'never':
    case 'blocked':
    case 'disable_webhook':
      return end(delivery, { status: 'failed', now });
    case 'on_schedule':
    case 'not_before':
      return delivery.round?.trigger === 'manual'
        ? end(delivery, { status: 'exhausted', now, reason: 'A manual retry is one attempt, and it failed.' })
        : afterRetryableFailure(delivery, made, verdict.retry);
  }
}

/**
 * A step has succeeded and the next one is due, with a whole retry schedule of its own. It is leased from the start, so
 * that its lane sends it again if its message is lost.
 */
function atNextStep(
  { execution, round, ...delivery }: Delivery,
  { responseName, leaseUntil, now }: Readonly<{ responseName: string; leaseUntil: number; now: number }>,
): Delivery {
  const step = (execution?.step ?? 0) + 1;
  const webhookId = execution?.steps[step]?.webhookId;
  if (!execution || webhookId === undefined) throw new Error(`Delivery ${delivery.id} has no step ${step + 1}.`);
  const advanced = {
    ...delivery,
    webhookId,
    execution: {
      ...execution,
      step,
      stepStartedAt: iso(now),
      attemptsBefore: attemptCount(delivery),
      responseNames: [...execution.responseNames, responseName],
    },
    // A manual retry is one attempt of the failed step; the steps after it have the whole schedule.
    ...(round && { round: { ...round, trigger: 'replay' as const } }),
  };
  const position: QueuePosition = { queue: 'leased', dueAt: iso(leaseUntil) };
  const reason = `Step ${step} of ${execution.steps.length} succeeded; the next one's turn has come.`;
  return wait(advanced, { status: 'pending', now, position, reason });
}

function afterRetryableFailure(delivery: Delivery, { schedule, now }: CompletedAttempt, advice: RetryAdvice): Delivery {
  const retry = nextRetry({
    deliveryId: delivery.id,
    schedule,
    attemptedAt: attemptsOfRound(delivery).map(({ startedAt }) => Date.parse(startedAt)),
    failedAt: now,
    notBefore: advice.kind === 'not_before' ? advice.at.getTime() : undefined,
  });
  if (retry.kind === 'at') {
    return wait(delivery, { status: 'retrying', now, position: { queue: 'scheduled', dueAt: iso(retry.at) } });
  }
  const reason = {
    attempts_used: 'All attempts failed.',
    window_over: 'No time for another attempt is left in the 36 hours of retries.',
  }[retry.why];
  return end(delivery, { status: 'exhausted', now, reason });
}

/** Puts a delivery that may not be sent now back into its queue; no attempt is used up. */
export function park(delivery: Delivery, why: ParkReason, now: number): Delivery {
  const made = attemptsOfRound(delivery).length;
  const status = why === 'paused' ? 'held' : made === 0 ? 'pending' : 'retrying';
  const { nextAttemptAt } = delivery;
  const position: QueuePosition =
    made > 0 && nextAttemptAt !== undefined
      ? { queue: 'scheduled', dueAt: nextAttemptAt }
      : { queue: 'parked', dueAt: waitingSince(delivery) };
  return wait(delivery, { status, now, position, reason: parkReasons[why] });
}

/** Since when it has waited for its first attempt of the round or step. */
function waitingSince({ createdAt, round, execution }: Delivery): string {
  const began = round?.startedAt ?? createdAt;
  return execution && execution.stepStartedAt > began ? execution.stepStartedAt : began;
}

/** Ends a delivery without a further attempt. */
export function endWithoutAttempt(
  delivery: Delivery,
  outcome: Readonly<{ status: 'discarded' | 'exhausted' | 'failed'; reason: string; now: number }>,
): Delivery {
  return end(delivery, outcome);
}

/** Starts a new round for a delivery that has ended. */
export function restartedRound(
  delivery: Delivery,
  {
    id,
    trigger,
    position,
    now,
  }: Readonly<{ id: string; trigger: Round['trigger']; position: QueuePosition; now: number }>,
): Delivery {
  const round = { id, trigger, startedAt: iso(now), attemptsBefore: attemptCount(delivery) };
  const roundIds = [...(delivery.roundIds ?? []), id].slice(-maxRoundIds);
  const reason = trigger === 'manual' ? 'Retried manually.' : 'Replayed.';
  // The response of an earlier round does not apply to this one.
  const { response: _earlier, ...rest } = delivery;
  return { ...wait(rest, { status: 'pending', now, position, reason }), round, roundIds };
}

function wait(
  delivery: Delivery,
  {
    status,
    now,
    position,
    reason,
  }: Readonly<{ status: DeliveryStatus; now: number; position: QueuePosition; reason?: string }>,
): Delivery {
  const { reason: _old, nextAttemptAt: _planned, ...rest } = delivery;
  return {
    ...rest,
    status,
    version: delivery.version + 1,
    updatedAt: iso(now),
    position,
    ...(reason !== undefined && { reason }),
    ...(position.queue === 'scheduled' && { nextAttemptAt: position.dueAt }),
  };
}

function end(
  delivery: Delivery,
  end: Readonly<{ status: DeliveryStatus; now: number; response?: JsonValue | undefined; reason?: string }>,
): Delivery {
  const { reason: _old, nextAttemptAt: _planned, position: _position, ...rest } = delivery;
  return {
    ...rest,
    status: end.status,
    version: delivery.version + 1,
    updatedAt: iso(end.now),
    ...(end.response !== undefined && { response: end.response }),
    ...(end.reason !== undefined && { reason: end.reason }),
  };
}
