import { afterAttempts, type Circuit, closedCircuit, type Outcomes } from './circuit.ts';

/**
 * One webhook's lane: the hold of its waiting deliveries, its circuit breaker and the pace of its drain.
 * It exists from the first delivery that had to wait. While it is open, executions look at it when something is due;
 * when nothing is, it rests without one, and the reconciler closes it.
 * All times are milliseconds since 1970.
 */
export type Lane = Readonly<{
  webhookId: string;
  space: string;
  state: 'open' | 'closed';
  /** Numbers the executions, which are named `<webhookId>-<generation>`. */
  generation: number;
  /** Those under way; no other may look. None while the lane rests or is closed. */
  executions: readonly LaneExecution[];
  /** The lane does not close before; who holds a copy may park until shortly before without telling it. */
  openUntil: number;
  /** What it was told of late, which the index may not show yet; each is about the tellings of some seconds. */
  told: readonly Telling[];
  /** When the latest look began: what it has moved from queue to queue may be in neither for as long as the index lags. */
  lookedAt?: number | undefined;
  /** When the reconciler looks for what the lane has missed, and closes it if it rests and there is nothing. */
  checkAt?: number | undefined;
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

/** An execution of the lane, and when it looks next. Well past that, it is taken for dead. */
export type LaneExecution = Readonly<{ generation: number; lookAt: number }>;

/** When the lane was told last, and the earliest time at which something it was told of falls due; leases have none. */
type Telling = Readonly<{ at: number; dueAt?: number | undefined }>;

const seconds = 1000;

/**
 * After this time a look at the index shows everything parked before: an index lag of 30 s, and 15 s for
 * the writes that followed when a lane was told first. DynamoDB promises no bound on the lag; it is usually below 1 s.
 */
export const indexGrace = 45 * seconds;
/** A write in this time after telling is within the grace; later the lane is told again. */
export const tellingHolds = 10 * seconds;
/** What was told longer ago than this has usually been written and is in the index; a look does not wait for the rest. */
const usuallyShown = 5 * seconds;
/** Tellings in one such span of time are kept as one: four fill the grace. */
const tellingsSpan = 15 * seconds;
/** A look that was given up may go on releasing for as long (timeout of its function). */
const lookTakes = 60 * seconds;
/** How long a lane promises to stay open: one write in 75 s keeps it so while deliveries are parked. */
const openPromise = 120 * seconds;
/** From look to look while there is work: short for the receiver, long enough to be shared by hundreds of deliveries. */
export const busyLook = 5 * seconds;
/**
 * A look also releases what falls due within this time, each to be attempted when it is due. A first retry falls due a
 * minute after its failure, so one look takes all that failed since the look before. Longer would gain little for the
 * later retries, and what is released can no longer be held back by the pace.
 */
export const horizon = 60 * seconds;
/** A paused lane looks so often, should the news that it goes on be lost. */
const pausedNap = 60 * 60 * seconds;
/** An execution this late is dead: Step Functions starts a state within seconds, a failing look is tried again for a minute. */
const overdueAfter = 120 * seconds;
/** An execution that looks this much too late is left alone. */
const lateLookTolerated = 2 * seconds;
/** What the reconciler finds is left to an execution that looks this soon anyway. */
const lateFindTolerated = 60 * seconds;
/** Tellings this close together are one. */
const tellingShared = 1 * seconds;
/** Those with the latest looks are forgotten beyond so many; they end when they wake. */
const mostExecutions = 4;

/** Releases per look: a new lane's, the first after an outage, and the most (below 200 a second, at one look in 5 s). */
const newLanePace = 100;
const afterOutagePace = 10;
export const fullPace = 1000;

/** What has happened to a webhook that its lane must know. */
export type LaneNews = Readonly<{
  webhookId: string;
  space: string;
  /** A delivery falls due then; a time in the past means at once. Absent when a delivery is parked that the lane looks for anyway. */
  dueAt?: number | undefined;
  /** A delivery is on its way to an attempt; if that is not recorded by then, the delivery is to be released. */
  leasedUntil?: number | undefined;
  outcomes?: Outcomes | undefined;
  /** A delivery waits for the rate limit. */
  rateLimited?: boolean | undefined;
  /** The webhook was resumed, re-pointed or switched: what was learnt of the endpoint is forgotten. */
  fresh?: boolean | undefined;
  replay?: string | undefined;
}>;

/** The lane as it should be, and the execution to be started, if any. */
export type LaneStep = Readonly<{ lane: Lane; start?: LaneExecution | undefined }>;
type Started = Readonly<{ lane: Lane; start: LaneExecution }>;

/** Whether a copy of the lane, however old, proves that it needs no telling. */
export function knows(lane: Lane | undefined, news: LaneNews, now: number): boolean {
  return lane !== undefined && heeds(lane, news, now) && !teaches(lane, news);
}

function heeds({ state, openUntil, told, checkAt = never }: Lane, { dueAt, leasedUntil }: LaneNews, now: number) {
  if (state !== 'open' || openUntil < now + indexGrace) return false;
  const lately = told.filter(({ at }) => at >= now - tellingShared);
  const isDueKnown = dueAt === undefined || lately.some((telling) => (telling.dueAt ?? never) <= dueAt);
  return isDueKnown && (leasedUntil === undefined || (lately.length > 0 && checkAt <= leasedUntil));
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

/** Tells the lane: opens it if need be, has it looked at earlier if need be, and keeps it open for a while. */
export function told(before: Lane | undefined, news: LaneNews, now: number): LaneStep {
  const lane = before ?? newLane(news, now);
  const { dueAt = never, leasedUntil = never } = news;
  const circuit = news.fresh ? closedCircuit : afterAttempts(lane.circuit, news.outcomes ?? noOutcomes, now);
  const recovered = news.fresh === true || (lane.circuit.state === 'open' && circuit.state === 'closed');
  const opensForUnsent = lane.state === 'closed' && dueAt === never && leasedUntil === never;
  const isAtOnce = recovered || news.rateLimited || news.replay !== undefined || opensForUnsent;
  const wakeAt = Math.min(
    dueAt,
    isAtOnce ? now : never,
    lane.circuit.state === 'closed' && circuit.state === 'open' ? circuit.probeAt : never,
  );
  const checkAt = Math.min(lane.checkAt ?? never, leasedUntil);
  const next: Lane = {
    ...lane,
    state: 'open',
    openUntil: Math.max(lane.openUntil, now + openPromise),
    told: Math.min(wakeAt, leasedUntil) === never ? lane.told : withTelling(lane.told, wakeAt, now),
    checkAt: checkAt === never ? undefined : checkAt,
    circuit,
    perLook: recovered ? afterOutagePace : lane.perLook,
    rateBacklog: lane.rateBacklog || news.rateLimited === true,
    replays: news.replay === undefined ? lane.replays : [...new Set([...lane.replays, news.replay])],
    version: lane.version + 1,
  };
  if (wakeAt === never || nextLookAt(lane) <= wakeAt + lateLookTolerated) return { lane: next };
  return withExecution(next, Math.max(now, wakeAt));
}

const never = Number.POSITIVE_INFINITY;
const noOutcomes: Outcomes = { failures: 0, succeeded: false };

function newLane({ webhookId, space }: LaneNews, now: number): Lane {
  return {
    webhookId,
    space,
    state: 'closed',
    generation: 0,
    executions: [],
    openUntil: now,
    told: [],
    circuit: closedCircuit,
    perLook: newLanePace,
    rateBacklog: false,
    replays: [],
    version: 0,
  };
}

/** What is certain to be in the index is forgotten: the next look, which is not later than it falls due, shows it. */
function withTelling(before: readonly Telling[], dueAt: number, now: number): readonly Telling[] {
  const span = (at: number) => Math.floor(at / tellingsSpan);
  const others = unsettled(before, now).filter(({ at }) => span(at) !== span(now));
  const same = before.filter(({ at }) => span(at) === span(now));
  const earliest = Math.min(dueAt, ...same.map((telling) => telling.dueAt ?? never));
  return [...others, { at: now, ...(earliest < never && { dueAt: earliest }) }];
}

function unsettled(tellings: readonly Telling[], now: number): readonly Telling[] {
  return tellings.filter(({ at }) => at + indexGrace > now);
}

/** When the next execution looks; never while the lane rests. */
function nextLookAt({ executions }: Lane): number {
  return Math.min(never, ...executions.map(({ lookAt }) => lookAt));
}

/** A further execution: those under way look in their time, too. */
function withExecution(lane: Lane, lookAt: number): Started {
  const start = { generation: lane.generation + 1, lookAt };
  const others = lane.executions.toSorted((one, other) => one.lookAt - other.lookAt).slice(0, mostExecutions - 1);
  return { lane: { ...lane, generation: start.generation, executions: [start, ...others] }, start };
}

/** An execution that has looked often enough hands over to a new one. */
export function handedOver(lane: Lane, { generation, lookAt }: LaneExecution): Started {
  return withExecution(withoutExecutions(lane, [generation]), lookAt);
}

function withoutExecutions(lane: Lane, generations: readonly number[]): Lane {
  return { ...lane, executions: lane.executions.filter(({ generation }) => !generations.includes(generation)) };
}

/** Has an execution look at once in place of dead ones. */
export function revived(lane: Lane, dead: readonly number[], now: number): Started {
  return withExecution({ ...withoutExecutions(lane, dead), version: lane.version + 1 }, now);
}

/** The executions that should have looked long ago. */
export function overdueExecutions({ executions }: Lane, now: number): readonly number[] {
  return executions.filter(({ lookAt }) => lookAt + overdueAfter <= now).map(({ generation }) => generation);
}

/** When the reconciler has to see to the lane: its next look is overdue then, or a check is due. */
export function attendedAt(lane: Lane): number | undefined {
  if (lane.state === 'closed') return undefined;
  return Math.min(nextLookAt(lane) + overdueAfter, lane.checkAt ?? never);
}

/** What a look at the waiting deliveries has found and done. */
export type Looked = Readonly<{
  /** The execution that looked. */
  generation: number;
  /** When the look began: what the index showed is of then. */
  at: number;
  /** When the next delivery that was not released falls due, if nothing is wanted earlier. */
  nextDueAt?: number | undefined;
  /** More could have gone out than was allowed: look again soon. */
  more: boolean;
  /** The look released all that the pace allowed. */
  atFullPace: boolean;
  /** Deliveries wait unsent. */
  unsentWait: boolean;
  circuit: Circuit;
  /** Something waits or is under way, as far as the index shows. */
  waits: boolean;
  /** The webhook is paused: what waits stays until it is resumed. */
  paused: boolean;
  /** The look itself has parked something, which the index may not show yet. */
  parked: boolean;
  /** Replays that are done with. */
  replaysDone: readonly string[];
}>;

/** The lane after a look, and when its execution looks again; it ends when nothing calls for that. */
export type AfterLook = Readonly<{ lane: Lane; lookAt?: number | undefined }>;

/**
 * Has the execution look again when something is due, unless another one looks then; else it ends and the lane rests.
 * A look never closes the lane: an earlier one, which died, may have moved what the index shows nowhere for a while.
 */
export function looked(before: Lane, look: Looked, now: number): AfterLook {
  const tellings = look.parked ? withTelling(before.told, now, now) : before.told;
  const others = withoutExecutions(before, [look.generation]);
  const lane: Lane = {
    ...others,
    told: unsettled(tellings, look.at),
    lookedAt: Math.max(before.lookedAt ?? 0, look.at),
    circuit: look.circuit,
    perLook: look.atFullPace ? Math.min(fullPace, before.perLook * 2) : before.perLook,
    rateBacklog: before.rateBacklog && (look.unsentWait || look.at < before.openUntil),
    replays: before.replays.filter((id) => !look.replaysDone.includes(id)),
    version: before.version + 1,
  };
  const checked = { ...lane, checkAt: isHeld(look) ? undefined : settledAt(lane) };
  const lookAt = nextLook(lane, look, now);
  if (lookAt === undefined || nextLookAt(others) <= lookAt + lateLookTolerated) return { lane: checked };
  const executions = [{ generation: look.generation, lookAt }, ...others.executions];
  return { lane: { ...checked, executions }, lookAt };
}

/** Nothing of it can go out, so there is nothing that a check could find to do. */
function isHeld({ waits, paused }: Looked): boolean {
  return waits && paused;
}

/** From when on the index shows all that the lane was told of and all that looks have moved. */
function settledAt({ told: tellings, lookedAt = 0 }: Lane): number {
  return Math.max(lookedAt + lookTakes, ...tellings.map(({ at }) => at)) + indexGrace;
}

function nextLook(lane: Lane, look: Looked, now: number): number | undefined {
  const soon = now + busyLook;
  const { circuit, rateBacklog, replays } = lane;
  const busy = look.more || rateBacklog || (replays.length > 0 && circuit.state === 'closed');
  const wishes = [
    look.nextDueAt,
    busy && !look.paused ? soon : undefined,
    isHeld(look) ? now + pausedNap : undefined,
    circuit.state === 'open' && look.waits ? circuit.probeAt : undefined,
    ...lane.told.map((telling) => toldLook(telling, look.at)),
  ].filter((wish) => wish !== undefined);
  return wishes.length === 0 ? undefined : Math.max(Math.min(...wishes), soon);
}

/**
 * Told but perhaps not shown: looked at in its time if it was told just now, and what was to go out at once is looked for
 * again when the index is certain to show it. The rest is left to the check.
 */
function toldLook({ at, dueAt }: Telling, lookedAt: number): number | undefined {
  if (dueAt === undefined) return undefined;
  if (lookedAt < at + usuallyShown) return dueAt;
  return dueAt <= at ? at + indexGrace : undefined;
}

/** What the reconciler found of a lane in the index. */
export type Found = Readonly<{
  /** When the first scheduled retry falls due. */
  scheduledAt?: number | undefined;
  /** When the first lease ends, or has ended. */
  leasedUntil?: number | undefined;
  unsentWait: boolean;
}>;

/**
 * The lane after a check: looked at if there is something that no execution looks at in time; closed if it rests, nothing
 * waits, the index is certain to show what was moved and told, and no copy of the lane that promises otherwise is about.
 */
export function checked(
  before: Lane,
  { scheduledAt = never, leasedUntil = never, unsentWait }: Found,
  now: number,
): LaneStep {
  const isResting = before.executions.length === 0;
  const isLost = leasedUntil <= now;
  const wanted = isLost || (unsentWait && isResting) ? now : Math.max(now, scheduledAt);
  const isSettled = now >= settledAt(before);
  const nextCheckAt = Math.min(isLost ? never : leasedUntil, isSettled ? never : settledAt(before));
  const checkAt = nextCheckAt === never ? undefined : nextCheckAt;
  const lane = { ...before, checkAt, version: before.version + 1 };
  if (wanted + lateFindTolerated < nextLookAt(before)) return withExecution(lane, wanted);
  if (checkAt !== undefined || !isResting) return { lane };
  if (now < before.openUntil) return { lane: { ...lane, checkAt: before.openUntil } };
  return { lane: { ...lane, state: 'closed', told: [], circuit: closedCircuit, perLook: newLanePace } };
}
