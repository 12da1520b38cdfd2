import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { isAccepted } from '../../deliveries/domain/verdict.ts';

/**
 * The health of a webhook's endpoint, as its lane records it. Successes of a healthy endpoint write nothing; of
 * failures only those that change something. All times are milliseconds since 1970.
 */
export type Health = Readonly<{
  /** The latest recorded failure; others may have followed within minutes. */
  lastFailure?: Readonly<{ at: number; reason: string }> | undefined;
  /** Present while nothing has succeeded since. */
  failing?: Failing | undefined;
  /** When it last accepted a delivery after a failure. */
  recoveredAt?: number | undefined;
  /** When the failing began that is published, until its recovery is published too. */
  alertedSince?: number | undefined;
  /** Decided and still to be published, in this order. */
  unpublished: readonly HealthChange[];
}>;

type Failing = Readonly<{
  /** The first failure since the last success. */
  since: number;
  /** The delivery that failed first. */
  deliveryId: string;
  /** Another delivery has failed as well: one bad event does not prove that the endpoint fails. */
  isSeveral: boolean;
  /** The time that had been counted when it was last paused. */
  countedMs: number;
  /** Start of the time that is being counted: the first failure, or the end of the last pause. */
  countsFrom: number;
  /** `webhook.failing` was published. */
  isWarned: boolean;
}>;

/** Changes of a webhook's health, by the types that they have on the bus. */
export const healthChangeKinds = ['webhook.failing', 'webhook.disabled', 'webhook.recovered'] as const;

/** A repetition has the same fields. */
export type HealthChange = Readonly<{
  kind: (typeof healthChangeKinds)[number];
  failingSince: number;
  at: number;
  reason: string;
}>;

/** The failed attempts of one webhook in one batch. */
export type Failure = Readonly<{ at: number; reason: string; deliveryIds: readonly string[]; rules: HealthRules }>;

/** The rules for a webhook's health, from its configuration. */
export type HealthRules = Readonly<{
  /** When it was created, re-pointed, or enabled after being disabled: earlier failures do not count. */
  freshSince: number;
  /** When its status last changed: if it had been paused, it was resumed then. */
  statusSince: number;
  /** Absent means never. */
  disableAfterMs: number | undefined;
}>;

const minute = 60_000;
const hour = 60 * minute;

/** Time after which the owner is notified (product contract). */
const warnAfterMs = 24 * hour;
/** An open circuit sends a probe every ten minutes, so that about every probe is recorded, and a flood is not. */
const recordFailureEveryMs = 5 * minute;
/** Reasons are one sentence; a longer one would make each write of the lane dearer. */
const maxReasonLength = 200;

/** Converts the webhook's settings; a webhook that has not changed since its creation has neither time. */
export function healthRules({
  createdAt,
  freshSince = createdAt,
  statusSince = createdAt,
  disableAfterFailingSeconds,
}: Readonly<{
  createdAt: string;
  freshSince?: string | undefined;
  statusSince?: string | undefined;
  disableAfterFailingSeconds: number | null;
}>): HealthRules {
  return {
    freshSince: Date.parse(freshSince),
    statusSince: Date.parse(statusSince),
    disableAfterMs: disableAfterFailingSeconds === null ? undefined : disableAfterFailingSeconds * 1000,
  };
}

/** When the endpoint accepted the delivery's last attempt, if it did. */
export function acceptanceTime({ attempts }: Pick<Delivery, 'attempts'>): number | undefined {
  const last = attempts.at(-1);
  return last && isAccepted(last.failure) ? Date.parse(last.startedAt) + last.durationMs : undefined;
}

/** Whether the failure changes the lane's record. */
export function isNewFailure(health: Health | undefined, { at, deliveryIds, rules }: Failure): boolean {
  const failing = currentFailing(health, rules);
  const { lastFailure } = health ?? {};
  if (failing === undefined || lastFailure === undefined || failing.countsFrom < rules.statusSince) return true;
  if (!failing.isSeveral && deliveryIds.some((id) => id !== failing.deliveryId)) return true;
  return at >= lastFailure.at + recordFailureEveryMs;
}

export function afterFailure(
  health: Health = { unpublished: [] },
  { at, reason, deliveryIds, rules }: Failure,
): Health {
  const [deliveryId = ''] = deliveryIds;
  const failing = currentFailing(health, rules) ?? {
    since: at,
    deliveryId,
    isSeveral: false,
    countedMs: 0,
    countsFrom: at,
    isWarned: false,
  };
  return {
    ...health,
    lastFailure: { at: Math.max(at, health.lastFailure?.at ?? 0), reason: reason.slice(0, maxReasonLength) },
    failing: {
      ...countingAfterPause(failing, rules),
      isSeveral: failing.isSeveral || deliveryIds.some((id) => id !== failing.deliveryId),
    },
  };
}

/** If the end of a pause was never recorded, counting starts anew, since the pause's length is unknown. */
function countingAfterPause(failing: Failing, { statusSince }: HealthRules): Failing {
  return failing.countsFrom >= statusSince ? failing : { ...failing, countedMs: 0, countsFrom: statusSince };
}

/** The endpoint accepted a delivery then. If its failing was published, its recovery is to be published too. */
export function afterSuccess(health: Health | undefined, at: number): Health | undefined {
  if (health === undefined || !isNewSuccess(health, at)) return health;
  const { failing: _over, alertedSince, ...rest } = health;
  const recovered: readonly HealthChange[] =
    alertedSince === undefined
      ? []
      : [
          {
            kind: 'webhook.recovered',
            failingSince: alertedSince,
            at,
            reason: 'The endpoint accepts deliveries again.',
          },
        ];
  return { ...rest, recoveredAt: at, unpublished: [...health.unpublished, ...recovered] };
}

/** Whether a success changes the lane's record. One that is reported late may be older than the failures. */
export function isNewSuccess(health: Health | undefined, at: number): boolean {
  const since = health?.failing?.since ?? health?.alertedSince;
  return since !== undefined && at >= since;
}

/** The webhook was re-pointed, or enabled after being disabled: counting starts anew. */
export function withoutFailing({ failing: _former, ...health }: Health): Health {
  return health;
}

/** The webhook was resumed: the time counted before stays, the pause does not count. */
export function afterPause(health: Health, now: number): Health {
  const { failing } = health;
  if (failing === undefined) return health;
  return { ...health, failing: { ...failing, countedMs: countedMs(health, failing), countsFrom: now } };
}

function countedMs({ lastFailure }: Health, { countedMs: before, countsFrom }: Failing): number {
  return before + Math.max(0, (lastFailure?.at ?? 0) - countsFrom);
}

/** Failures before the webhook was re-pointed or enabled do not count, even if that was never recorded in the lane. */
function currentFailing(health: Health | undefined, { freshSince }: HealthRules): Failing | undefined {
  const failing = health?.failing;
  return failing !== undefined && failing.since >= freshSince ? failing : undefined;
}

/** Since when the webhook fails; absent if it does not. */
export function failingSince(health: Health | undefined, rules: HealthRules): number | undefined {
  return currentFailing(health, rules)?.since;
}

/** The action that is due for an enabled webhook, if any. */
export function healthStep(health: Health | undefined, rules: HealthRules): 'warn' | 'disable' | undefined {
  const failing = currentFailing(health, rules);
  if (health === undefined || !failing?.isSeveral) return undefined;
  const ms = countedMs(health, failing);
  if (rules.disableAfterMs !== undefined && ms >= rules.disableAfterMs) return 'disable';
  return ms >= warnAfterMs && !failing.isWarned ? 'warn' : undefined;
}

/** Records the decided step, to be published. */
export function withStep(
  health: Health,
  { step, rules, now }: Readonly<{ step: 'warn' | 'disable'; rules: HealthRules; now: number }>,
): Health {
  const since = failingSince(health, rules) ?? now;
  const change: HealthChange = {
    kind: step === 'warn' ? 'webhook.failing' : 'webhook.disabled',
    failingSince: since,
    at: now,
    reason: health.lastFailure?.reason ?? '',
  };
  return {
    ...health,
    ...(health.failing && { failing: { ...health.failing, isWarned: true } }),
    alertedSince: health.alertedSince ?? since,
    unpublished: [...health.unpublished, change],
  };
}

export function withoutPublished(health: Health | undefined, published: readonly HealthChange[]): Health | undefined {
  if (health === undefined || published.length === 0) return health;
  const isPublished = (change: HealthChange) =>
    published.some((each) => each.kind === change.kind && each.at === change.at);
  return { ...health, unpublished: health.unpublished.filter((change) => !isPublished(change)) };
}
