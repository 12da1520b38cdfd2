import type { Delivery } from './delivery.ts';
import { isAnswer } from './verdict.ts';

/**
 * How a webhook's endpoint has been doing, as its lane knows it. Successes of a healthy endpoint write nothing; of
 * failures only those that say something new. All times are milliseconds since 1970.
 */
export type Health = Readonly<{
  /** The latest failure that was noted; others may have followed within minutes. */
  lastFailure?: Readonly<{ at: number; reason: string }> | undefined;
  /** Present while nothing has succeeded since. */
  failing?: Failing | undefined;
  /** When it last answered after it had failed. */
  recoveredAt?: number | undefined;
  /** It was published that the endpoint fails, and not yet that it answers again. */
  alarmedSince?: number | undefined;
  /** Decided and still to be published, in this order. */
  unpublished: readonly HealthNews[];
}>;

type Failing = Readonly<{
  /** The first failure since anything succeeded. */
  since: number;
  /** The delivery that failed first. */
  deliveryId: string;
  /** Another delivery has failed as well: one bad event says little of the endpoint. */
  isSeveral: boolean;
  /** What had been counted when it was paused last. */
  countedMs: number;
  /** Since when it counts: the first failure, or the end of the last pause. */
  countsFrom: number;
  /** `webhook.failing` was published. */
  isWarned: boolean;
}>;

/** What is published of an endpoint that fails for long, by the types that it has on the bus. */
export const healthNewsKinds = ['webhook.failing', 'webhook.disabled', 'webhook.recovered'] as const;

/** A repetition is alike in all. */
export type HealthNews = Readonly<{
  kind: (typeof healthNewsKinds)[number];
  failingSince: number;
  at: number;
  reason: string;
}>;

/** What one batch tells of failed attempts of one webhook. */
export type Failure = Readonly<{ at: number; reason: string; deliveryIds: readonly string[]; rules: HealthRules }>;

/** What a webhook's configuration says of its health. */
export type HealthRules = Readonly<{
  /** When it was created, re-pointed, or enabled after it had been disabled: failures before then say nothing of it. */
  freshSince: number;
  /** When its status changed last: it was resumed then, if it had been paused. */
  statusSince: number;
  /** Absent means never. */
  disableAfterMs: number | undefined;
}>;

const minute = 60_000;
const hour = 60 * minute;

/** After so long the owner is told (product contract). */
const warnAfterMs = 24 * hour;
/** An open circuit lets a probe out every ten minutes, so that about every probe is noted, and a flood is not. */
const notedEveryMs = 5 * minute;
/** Reasons are one sentence; a longer one would make each write of the lane dearer. */
const maxReasonLength = 200;

/** What the webhook's settings mean here; both times are absent for one that has been as it is since it was created. */
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

/** When the delivery's last attempt was answered, if it was. */
export function answerTime({ attempts }: Pick<Delivery, 'attempts'>): number | undefined {
  const last = attempts.at(-1);
  return last && isAnswer(last.failure) ? Date.parse(last.startedAt) + last.durationMs : undefined;
}

/** Whether the lane would learn something from the failure. */
export function isNewFailure(health: Health | undefined, { at, deliveryIds, rules }: Failure): boolean {
  const failing = freshlyFailing(health, rules);
  const { lastFailure } = health ?? {};
  if (failing === undefined || lastFailure === undefined || failing.countsFrom < rules.statusSince) return true;
  if (!failing.isSeveral && deliveryIds.some((id) => id !== failing.deliveryId)) return true;
  return at >= lastFailure.at + notedEveryMs;
}

export function afterFailure(
  health: Health = { unpublished: [] },
  { at, reason, deliveryIds, rules }: Failure,
): Health {
  const [deliveryId = ''] = deliveryIds;
  const failing = freshlyFailing(health, rules) ?? {
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
      ...resumed(failing, rules),
      isSeveral: failing.isSeveral || deliveryIds.some((id) => id !== failing.deliveryId),
    },
  };
}

/** A pause whose end never reached the lane starts to count anew, for nobody knows how long it was. */
function resumed(failing: Failing, { statusSince }: HealthRules): Failing {
  return failing.countsFrom >= statusSince ? failing : { ...failing, countedMs: 0, countsFrom: statusSince };
}

/** The endpoint has answered then. Who was told that it fails is told that it does no longer. */
export function afterSuccess(health: Health | undefined, at: number): Health | undefined {
  if (health === undefined || !isNewSuccess(health, at)) return health;
  const { failing: _over, alarmedSince, ...rest } = health;
  const recovered: readonly HealthNews[] =
    alarmedSince === undefined
      ? []
      : [{ kind: 'webhook.recovered', failingSince: alarmedSince, at, reason: 'The endpoint answers again.' }];
  return { ...rest, recoveredAt: at, unpublished: [...health.unpublished, ...recovered] };
}

/** Whether the lane would learn something from a success. One that is told late may be older than the failures. */
export function isNewSuccess(health: Health | undefined, at: number): boolean {
  const since = health?.failing?.since ?? health?.alarmedSince;
  return since !== undefined && at >= since;
}

/** The webhook was re-pointed, or enabled after it had been disabled: it starts anew. */
export function withoutFailing({ failing: _forgotten, ...health }: Health): Health {
  return health;
}

/** The webhook was paused and goes on: what had been counted stays, the pause does not count. */
export function afterPause(health: Health, now: number): Health {
  const { failing } = health;
  if (failing === undefined) return health;
  return { ...health, failing: { ...failing, countedMs: countedMs(health, failing), countsFrom: now } };
}

function countedMs({ lastFailure }: Health, { countedMs: before, countsFrom }: Failing): number {
  return before + Math.max(0, (lastFailure?.at ?? 0) - countsFrom);
}

/** What failed before the webhook became what it is does not count, even if its change never reached the lane. */
function freshlyFailing(health: Health | undefined, { freshSince }: HealthRules): Failing | undefined {
  const failing = health?.failing;
  return failing !== undefined && failing.since >= freshSince ? failing : undefined;
}

/** Since when the webhook fails; absent when it does not. */
export function failingSince(health: Health | undefined, rules: HealthRules): number | undefined {
  return freshlyFailing(health, rules)?.since;
}

/** What is to be done about a webhook that is enabled, if anything. */
export function healthStep(health: Health | undefined, rules: HealthRules): 'warn' | 'disable' | undefined {
  const failing = freshlyFailing(health, rules);
  if (health === undefined || !failing?.isSeveral) return undefined;
  const ms = countedMs(health, failing);
  if (rules.disableAfterMs !== undefined && ms >= rules.disableAfterMs) return 'disable';
  return ms >= warnAfterMs && !failing.isWarned ? 'warn' : undefined;
}

/** The step is decided; it is still to be published. */
export function withStep(
  health: Health,
  { step, rules, now }: Readonly<{ step: 'warn' | 'disable'; rules: HealthRules; now: number }>,
): Health {
  const since = failingSince(health, rules) ?? now;
  const news: HealthNews = {
    kind: step === 'warn' ? 'webhook.failing' : 'webhook.disabled',
    failingSince: since,
    at: now,
    reason: health.lastFailure?.reason ?? '',
  };
  return {
    ...health,
    ...(health.failing && { failing: { ...health.failing, isWarned: true } }),
    alarmedSince: health.alarmedSince ?? since,
    unpublished: [...health.unpublished, news],
  };
}

export function withoutNews(health: Health | undefined, published: readonly HealthNews[]): Health | undefined {
  if (health === undefined || published.length === 0) return health;
  const isPublished = (news: HealthNews) => published.some((each) => each.kind === news.kind && each.at === news.at);
  return { ...health, unpublished: health.unpublished.filter((news) => !isPublished(news)) };
}
