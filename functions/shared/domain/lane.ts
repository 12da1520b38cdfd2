import { afterAttempts, type Circuit, closedCircuit, type Outcomes } from './circuit.ts';

/**
 * One webhook's lane: the hold of its waiting deliveries, its circuit breaker and the pace of its drain.
 * It exists from the first delivery that had to wait. While it is open, one execution looks at it again and again.
 * All times are milliseconds since 1970.
 */
export type Lane = Readonly<{
  webhookId: string;
  space: string;
  state: 'open' | 'closed';
  /** Numbers the executions; only the one of this generation may look. Named `<webhookId>-<generation>`. */
  generation: number;
  /** When the execution looks next. Well past it, the execution is taken for dead. */
  nextLookAt: number;
  /** The lane does not close before; who holds a copy may park until shortly before without telling it. */
  openUntil: number;
  /** The earliest time at which something told to the lane falls due, and when it was last told; the index may not show it yet. */
  told?: Readonly<{ dueAt: number; at: number }> | undefined;
  /**
   * Since when looks have found nothing. One look is not to be trusted: what an earlier one had just moved from queue to
   * queue, before it died, may be in neither for as long as the index lags.
   */
  emptySince?: number | undefined;
  circuit: Circuit;
  /** Deliveries that one look may release. */
  perLook: number;
  /** Deliveries wait for the rate limit, so new ones queue up behind them. */
  rateBacklog: boolean;
  /** Replays still to be worked through, first come first. */
  replays: readonly string[];
  /** Grows with every write; a write that was worked out from an older version is refused. */
  version: number;
}>;

const seconds = 1000;

/**
 * After this time a look at the index shows everything parked before: an index lag of 30 s, and 15 s for
 * the writes that followed when a lane was told first. DynamoDB promises no bound on the lag; it is usually below 1 s.
 */
export const indexGrace = 45 * seconds;
/** A write in this time after telling is within the grace; later the lane is told again. */
export const tellingHolds = 10 * seconds;
/** How long a lane promises to stay open: one write in 75 s keeps it so while deliveries are parked. */
const openPromise = 120 * seconds;
/** From look to look while there is work: short for the receiver, long enough to be shared by hundreds of deliveries. */
export const busyLook = 5 * seconds;
/** The longest sleep, so that a superseded execution does not linger and a lost wake-up is found. */
const longestSleep = 60 * 60 * seconds;
/** An execution this late is dead: Step Functions starts a state within seconds, a failing look is tried again for a minute. */
export const overdueAfter = 120 * seconds;
/** An execution that looks this much too late is left alone. */
const lateLookTolerated = 2 * seconds;
/** Tellings this close together are one. */
const tellingShared = 1 * seconds;

/** Releases per look: a new lane's, the first after an outage, and the most (200 a second at one look in 5 s). */
const newLanePace = 100;
const afterOutagePace = 10;
const fullPace = 1000;

/** What has happened to a webhook that its lane must know. */
export type LaneNews = Readonly<{
  webhookId: string;
  space: string;
  /** A delivery falls due then; a time in the past means at once. Absent when a delivery is parked that the lane looks for anyway. */
  dueAt?: number | undefined;
  outcomes?: Outcomes | undefined;
  /** A delivery waits for the rate limit. */
  rateLimited?: boolean | undefined;
  /** The webhook was resumed, re-pointed or switched: what was learnt of the endpoint is forgotten. */
  fresh?: boolean | undefined;
  replay?: string | undefined;
}>;

/** The lane as it should be, and whether its execution must be started. */
export type LaneStep = Readonly<{ lane: Lane; start: boolean }>;

/** Whether a copy of the lane, however old, proves that it needs no telling. */
export function knows(lane: Lane | undefined, news: LaneNews, now: number): boolean {
  return lane !== undefined && heeds(lane, news, now) && !teaches(lane, news);
}

function heeds(lane: Lane, { dueAt }: LaneNews, now: number): boolean {
  if (lane.state !== 'open' || lane.openUntil < now + indexGrace) return false;
  if (dueAt === undefined) return true;
  return lane.told !== undefined && lane.told.dueAt <= dueAt && lane.told.at >= now - tellingShared;
}

function teaches({ circuit, rateBacklog }: Lane, { outcomes, rateLimited, fresh, replay }: LaneNews): boolean {
  if (fresh || replay !== undefined || (rateLimited && !rateBacklog)) return true;
  if (outcomes === undefined) return false;
  if (outcomes.succeeded) return circuit.state === 'open' || circuit.failures > 0;
  return outcomes.failures > 0 && circuit.state === 'closed';
}

/** Whether an endpoint's outcomes are worth a write of their own, nothing being parked. */
export function isNews(lane: Lane | undefined, news: LaneNews): boolean {
  return lane?.state === 'open' && teaches(lane, news);
}

/** Tells the lane: opens it if need be, wakes it earlier if need be, and keeps it open for a while. */
export function told(before: Lane | undefined, news: LaneNews, now: number): LaneStep {
  const lane = before ?? newLane(news, now);
  const circuit = news.fresh ? closedCircuit : afterAttempts(lane.circuit, news.outcomes ?? noOutcomes, now);
  const recovered = news.fresh === true || (lane.circuit.state === 'open' && circuit.state === 'closed');
  const wakeAt = Math.min(
    news.dueAt ?? never,
    recovered || news.rateLimited || news.replay !== undefined ? now : never,
    lane.state === 'closed' && news.dueAt === undefined ? now : never,
    lane.circuit.state === 'closed' && circuit.state === 'open' ? circuit.probeAt : never,
  );
  const { emptySince: _past, ...known } = lane;
  const next: Lane = {
    ...known,
    state: 'open',
    openUntil: Math.max(lane.openUntil, now + openPromise),
    ...(wakeAt < never && { told: { dueAt: Math.min(lane.told?.dueAt ?? wakeAt, wakeAt), at: now } }),
    circuit,
    perLook: recovered ? afterOutagePace : lane.perLook,
    rateBacklog: lane.rateBacklog || news.rateLimited === true,
    replays: news.replay === undefined ? lane.replays : [...new Set([...lane.replays, news.replay])],
    version: lane.version + 1,
  };
  if (lane.state === 'open' && wakeAt + lateLookTolerated >= lane.nextLookAt) return { lane: next, start: false };
  return restarted(next, Math.max(now, wakeAt));
}

const never = Number.POSITIVE_INFINITY;
const noOutcomes: Outcomes = { failures: 0, succeeded: false };

function newLane({ webhookId, space }: LaneNews, now: number): Lane {
  return {
    webhookId,
    space,
    state: 'closed',
    generation: 0,
    nextLookAt: now,
    openUntil: now,
    circuit: closedCircuit,
    perLook: newLanePace,
    rateBacklog: false,
    replays: [],
    version: 0,
  };
}

/** A new execution takes over; the old one, if it lives, finds itself superseded and ends. */
function restarted(lane: Lane, lookAt: number): LaneStep {
  return { lane: { ...lane, generation: lane.generation + 1, nextLookAt: lookAt }, start: true };
}

/** Starts a dead lane's execution anew. */
export function revived(lane: Lane, now: number): LaneStep {
  return restarted({ ...lane, version: lane.version + 1 }, now);
}

export function isOverdue(lane: Lane, now: number): boolean {
  return lane.state === 'open' && lane.nextLookAt + overdueAfter <= now;
}

/** What a look at the waiting deliveries has found and done. */
export type Looked = Readonly<{
  /** When the look began: what the index showed is of then. */
  at: number;
  /** Nothing waits, as far as the index shows. */
  empty: boolean;
  /** When the next waiting delivery or lease falls due, if nothing is wanted earlier. */
  nextDueAt?: number | undefined;
  /** More could have gone out than was allowed: look again soon. */
  more: boolean;
  /** The look released all that the pace allowed. */
  atFullPace: boolean;
  /** Deliveries wait unsent. */
  unsentWait: boolean;
  circuit: Circuit;
  /** Nothing may go out for now, whatever waits. */
  paused: boolean;
  /** The look itself has parked something, which the index may not show yet. */
  parked: boolean;
  /** Replays that are done with. */
  replaysDone: readonly string[];
}>;

/** The lane after a look, and whether it is over. */
export type AfterLook = Readonly<{ lane: Lane; next: 'sleep' | 'close' }>;

/**
 * Closes a lane only when a look shows nothing, everything told is certain to be in the index, and no copy of the
 * lane that promises otherwise can be about; else says when to look next.
 */
export function looked(before: Lane, look: Looked, now: number): AfterLook {
  const { told: toldBefore, emptySince: emptyBefore, ...rest } = before;
  const emptySince = look.empty ? (emptyBefore ?? look.at) : undefined;
  const unsettled = look.parked ? { dueAt: now, at: now } : toldBefore;
  const isSettled = unsettled === undefined || look.at >= unsettled.at + indexGrace;
  const lane: Lane = {
    ...rest,
    ...(isSettled ? {} : { told: unsettled }),
    ...(emptySince !== undefined && { emptySince }),
    circuit: look.circuit,
    perLook: look.atFullPace ? Math.min(fullPace, before.perLook * 2) : before.perLook,
    rateBacklog: before.rateBacklog && (look.unsentWait || look.at < before.openUntil),
    replays: before.replays.filter((id) => !look.replaysDone.includes(id)),
    version: before.version + 1,
  };
  const mayClose = emptySince !== undefined && look.at >= Math.max(emptySince + indexGrace, lane.openUntil);
  if (mayClose && isSettled && lane.replays.length === 0 && !lane.rateBacklog) {
    return { lane: { ...lane, state: 'closed', circuit: closedCircuit, perLook: newLanePace }, next: 'close' };
  }
  return { lane: { ...lane, nextLookAt: nextLook(lane, look, now) }, next: 'sleep' };
}

function nextLook(lane: Lane, look: Looked, now: number): number {
  const soon = now + busyLook;
  const isOpen = lane.circuit.state === 'open';
  const busy = look.more || lane.rateBacklog || (lane.replays.length > 0 && !isOpen);
  const wishes = [
    look.nextDueAt,
    busy && !look.paused ? soon : undefined,
    lane.told && toldLook(lane.told, look.at, { now, soon }),
    lane.circuit.state === 'open' ? lane.circuit.probeAt : undefined,
    lane.emptySince === undefined ? undefined : Math.max(lane.emptySince + indexGrace, lane.openUntil),
    now + longestSleep,
  ].filter((wish) => wish !== undefined);
  return Math.max(Math.min(...wishes), soon);
}

/** Told but perhaps not shown: looked at in its time, and again when the index is certain to show it. */
function toldLook(
  told: Readonly<{ dueAt: number; at: number }>,
  lookedAt: number,
  { now, soon }: Readonly<{ now: number; soon: number }>,
): number {
  if (told.dueAt > now) return told.dueAt;
  return lookedAt < told.at ? soon : told.at + indexGrace;
}
