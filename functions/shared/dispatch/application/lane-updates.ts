import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import type { Verdict } from '../../deliveries/domain/verdict.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import { acceptanceTime, type Failure, healthRules } from '../../lanes/domain/health.ts';
import type { LaneUpdate } from '../../lanes/domain/lane-update.ts';
import type { DispatchOutcome } from './make-attempt.ts';

/** An outcome with the wait item of its record, if the delivery still waits. */
export type WaitingOutcome = DispatchOutcome & Readonly<{ item: WaitItem | undefined }>;

/** The facts of one delivery that concern one webhook's lane. */
type Fact = Readonly<{
  webhookId: string;
  space: string;
  item?: WaitItem | undefined;
  failure?: Failure | undefined;
  acceptedAt?: number | undefined;
}> &
  Pick<DispatchOutcome, 'verdict' | 'parked'>;

/** Combines outcomes to one update for each webhook's lane. */
export function laneUpdates(outcomes: readonly WaitingOutcome[]): readonly LaneUpdate[] {
  const byWebhook = Map.groupBy(outcomes.flatMap(factsOf), ({ webhookId }) => webhookId);
  return [...byWebhook].map(([webhookId, facts]) => {
    const earliest = (queue: WaitItem['queue']) => {
      const times = facts.flatMap(({ item }) => (item?.queue === queue ? [Date.parse(item.dueAt)] : []));
      return times.length > 0 ? Math.min(...times) : undefined;
    };
    const verdicts = facts.flatMap(({ verdict }) => verdict ?? []);
    const parked = new Set(facts.map((fact) => fact.parked));
    return {
      webhookId,
      space: facts[0]?.space ?? '',
      dueAt: earliest('scheduled'),
      leasedUntil: earliest('leased'),
      parked: mostUrgent.find((reason) => parked.has(reason)),
      outcomes: {
        failures: verdicts.filter(isOutage).length,
        succeeded: facts.some((fact) => fact.acceptedAt !== undefined),
      },
      acceptedAt: latest(facts.flatMap((fact) => fact.acceptedAt ?? [])),
      failure: latestOf(facts.flatMap(({ failure }) => failure ?? [])),
    };
  });
}

const mostUrgent: readonly ParkReason[] = ['rate_limited', 'circuit_open', 'paused'];

/** A failure that a retry might correct: it counts against the endpoint. */
function isOutage(verdict: Verdict): boolean {
  return verdict.outcome === 'failed' && (verdict.retry.kind === 'on_schedule' || verdict.retry.kind === 'not_before');
}

function latest(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.max(...times) : undefined;
}

function latestOf(failures: readonly Failure[]): Failure | undefined {
  const latest = failures.toSorted((one, other) => one.at - other.at).at(-1);
  return latest && { ...latest, deliveryIds: failures.flatMap(({ deliveryIds }) => deliveryIds) };
}

/** A rule's step that succeeds concerns the webhook that accepted it and the webhook of the next step, where it waits now. */
function factsOf(outcome: WaitingOutcome): readonly Fact[] {
  const { before, after, item, verdict, parked } = outcome;
  const { space, webhookId } = after;
  const accepted = acceptedAt(outcome);
  if (before.webhookId === webhookId) {
    return [{ webhookId, space, item, verdict, parked, failure: failureOf(outcome), acceptedAt: accepted }];
  }
  return [
    { webhookId: before.webhookId, space, verdict, parked, acceptedAt: accepted },
    { webhookId, space, item },
  ];
}

/** A failed attempt, whether or not a retry might correct it. If the endpoint accepted another attempt, that counts first. */
function failureOf({ before, after, verdict, webhook }: WaitingOutcome): Failure | undefined {
  const attempt = after.attempts.at(-1);
  if (!attempt || !webhook || verdict?.outcome !== 'failed') return undefined;
  const { startedAt, reason } = attempt;
  return { at: Date.parse(startedAt), reason, deliveryIds: [before.id], rules: healthRules(webhook) };
}

/** When the endpoint accepted the attempt; undefined if it did not, or if there was no attempt. */
export function acceptedAt({ verdict, after }: DispatchOutcome): number | undefined {
  return verdict && acceptanceTime(after);
}
