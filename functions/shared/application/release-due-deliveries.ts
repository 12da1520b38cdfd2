import { afterProbe, type Circuit, closedCircuit, withoutProbe } from '../domain/circuit.ts';
import { given, iso } from '../domain/delivery-course.ts';
import {
  type AfterLook,
  busyLook,
  handedOver,
  horizon,
  type Lane,
  type LaneStep,
  type Looked,
  looked,
} from '../domain/lane.ts';
import { retryWindowSeconds } from '../domain/retry-schedule.ts';
import { findWaiting } from './find-waiting.ts';
import { type LaneReport, startExecution } from './lane-keeper.ts';
import type { Clock } from './ports/clock.ts';
import type { DeliveryResults } from './ports/delivery-results.ts';
import type { DeliveryStore } from './ports/delivery-store.ts';
import type { LaneRunner } from './ports/lane-runner.ts';
import type { LaneStore } from './ports/lane-store.ts';
import type { ReplayStore } from './ports/replay-store.ts';
import type { RetryQueue } from './ports/retry-queue.ts';
import type { Waiting, WaitingDeliveries } from './ports/waiting-deliveries.ts';
import type { LaneWebhook, WebhookConfiguration } from './ports/webhook-configuration.ts';
import { isWriteFault } from './ports/write-fault.ts';
import { endReplays, workOnReplay } from './replay-deliveries.ts';

export type ReleasePorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  runner: LaneRunner;
  waiting: WaitingDeliveries;
  deliveries: DeliveryStore;
  configuration: WebhookConfiguration;
  retries: RetryQueue;
  results: DeliveryResults;
  replays: ReplayStore;
  report: LaneReport;
}>;

/** What a lane's execution carries from look to look. */
export type LookOrder = Readonly<{
  webhookId: string;
  space: string;
  generation: number;
  /** When it was to look: its clock may be ahead of ours, and then its time counts. Milliseconds since 1970. */
  lookAt: number;
  /** Looks of this execution so far. */
  looks: number;
}>;

export type LookAnswer = Readonly<{ next: 'end' }> | Readonly<{ next: 'sleep'; lookAt: number; waitSeconds: number }>;

/**
 * From the time a released delivery is due to recording: waiting in the retry queue, and an attempt of 35 s at most. One
 * that has no outcome by then is released again. Shorter than the queue's visibility timeout (six times the function's 60 s), so
 * that a crashed attempt's message comes back too late to be a second one.
 */
export const leaseMs = 5 * 60 * 1000;
/**
 * An execution ends after so many looks and hands over to the next: ten history events each leave more than half of
 * the 25,000 that Step Functions allows for looks that had to be repeated.
 */
export const looksPerExecution = 1_000;
/** Scheduled retries that go to a failing endpoint with one look, as probes. */
const retriesThroughOpenCircuit = 5;
/** Deliveries ended with one look. */
const endsPerLook = 500;
const tries = 10;

/** What the index shows of a lane. */
type Found = Readonly<{
  unsent: readonly Waiting[];
  /** Retries that are due, and those that fall due within the horizon, and later. */
  due: readonly Waiting[];
  soon: readonly Waiting[];
  later: readonly Waiting[];
  /** Leases that ran out, so that their deliveries are to be released again. */
  lost: readonly Waiting[];
  inFlight: readonly Waiting[];
  /** Released already, but not due yet. */
  delayed: readonly Waiting[];
}>;

type Look = Readonly<{ order: LookOrder; lane: Lane; webhook: LaneWebhook | undefined; found: Found; now: number }>;

/** Looks at a lane once: releases what may go out, and says when to look again. Looking twice is safe. */
export async function releaseDueDeliveries(ports: ReleasePorts, order: LookOrder): Promise<LookAnswer> {
  const now = Math.max(ports.clock.now().getTime(), order.lookAt);
  const lane = (await ports.lanes.read([order.webhookId])).get(order.webhookId);
  if (!isOurs(lane, order)) return { next: 'end' };
  const { webhookId, space } = order;
  const webhook = await ports.configuration.read({ webhookId, space });
  const found = await findPlaces(ports, lane, now);
  const result = await act(ports, { order, lane, webhook, found, now });
  return conclude(ports, order, { now, result, lane });
}

function isOurs(lane: Lane | undefined, order: LookOrder): lane is Lane {
  return lane?.state === 'open' && lane.executions.some(({ generation }) => generation === order.generation);
}

async function findPlaces({ waiting }: ReleasePorts, { webhookId, perLook }: Lane, now: number): Promise<Found> {
  const limit = Math.max(perLook, endsPerLook) + 1;
  const { unsent, scheduled, leased } = await findWaiting(waiting, { webhookId, limit });
  const within = (places: readonly Waiting[], from: number, until: number) =>
    places.filter(({ dueAt }) => Date.parse(dueAt) > from && Date.parse(dueAt) <= until);
  const ever = Number.POSITIVE_INFINITY;
  return {
    unsent,
    due: within(scheduled, -ever, now),
    soon: within(scheduled, now, now + horizon),
    later: within(scheduled, now + horizon, ever),
    lost: within(leased, -ever, now),
    inFlight: within(leased, now, now + leaseMs),
    delayed: within(leased, now + leaseMs, ever),
  };
}

async function act(ports: ReleasePorts, look: Look): Promise<Looked> {
  switch (look.webhook?.status) {
    case undefined:
      return endAll(ports, look, 'The webhook was deleted.');
    case 'disabled':
      return endAll(ports, look, 'The webhook was disabled.');
    case 'paused':
      return { ...summary(look), nextDueAt: undefined, circuit: closedCircuit, paused: true };
    case 'enabled':
      return look.lane.circuit.state === 'open' ? probe(ports, look) : drain(ports, look);
  }
}

/** What a look has found when nothing was done. */
function summary({ order, found, lane, now }: Look): Looked {
  const [next] = [...found.soon, ...found.later];
  return {
    generation: order.generation,
    at: now,
    nextDueAt: next && Date.parse(next.dueAt),
    more: false,
    atFullPace: false,
    unsentWait: found.unsent.length > 0,
    circuit: lane.circuit,
    waits: lane.rateBacklog || lane.replays.length > 0 || Object.values(found).some((places) => places.length > 0),
    paused: false,
    parked: false,
    replaysDone: [],
  };
}

/**
 * The endpoint answers: what is due goes out, longest waiting first, as far as the pace allows; and if that leaves room,
 * what falls due within the horizon.
 */
async function drain(ports: ReleasePorts, look: Look): Promise<Looked> {
  const { lane, webhook, found, now } = look;
  const perSecond = webhook?.rateLimit?.perSecond;
  const pace = Math.min(lane.perLook, perSecond === undefined ? lane.perLook : (perSecond * busyLook) / 1000);
  const due = [...found.lost, ...oldestFirst([...found.due, ...found.unsent])];
  // What is released but not due does not hold up what is.
  const allowed = due.slice(0, Math.max(0, pace - found.inFlight.length));
  const room = pace - found.inFlight.length - found.delayed.length - allowed.length;
  const early = found.soon.slice(0, Math.max(0, room));
  const released = await release(ports, look, { waiting: [...allowed, ...early], evenIfOpen: false, perSecond });
  const more = due.length > allowed.length;
  const replays = due.length < pace ? await workOnReplay(ports, lane, now) : { parked: false, done: [] };
  const [next] = [...found.soon.slice(early.length), ...found.later];
  return {
    ...summary(look),
    nextDueAt: next && Date.parse(next.dueAt),
    more: more || released.faults > 0,
    atFullPace: more && allowed.length >= pace,
    parked: replays.parked,
    replaysDone: replays.done,
  };
}

/** The endpoint fails: a few scheduled retries go out, or at times one parked delivery; either is a probe. */
async function probe(ports: ReleasePorts, look: Look): Promise<Looked> {
  const { lane, found, now } = look;
  const room = Math.max(0, retriesThroughOpenCircuit - found.inFlight.length - found.delayed.length);
  const due = [...found.lost, ...found.due];
  const isIdle = found.inFlight.length + found.delayed.length === 0;
  const isTime = lane.circuit.state === 'open' && lane.circuit.probeAt <= now && isIdle;
  const retries = due.slice(0, room);
  const probes = retries.length === 0 && isTime ? found.unsent.slice(0, 1) : retries;
  const released = await release(ports, look, { waiting: probes, evenIfOpen: true });
  const expired = await giveUp(ports, look, probes);
  // A replay goes on while the endpoint fails, or nothing might be left that could be a probe.
  const replays =
    isTime && found.unsent.length === 0 ? await workOnReplay(ports, lane, now) : { parked: false, done: [] };
  return {
    ...summary(look),
    more: due.length > retries.length || released.faults > 0 || expired.more,
    circuit: circuitAfter(lane.circuit, { probes: released.count, isTime, now }),
    parked: replays.parked,
    replaysDone: replays.done,
  };
}

function circuitAfter(
  circuit: Circuit,
  { probes, isTime, now }: Readonly<{ probes: number; isTime: boolean; now: number }>,
): Circuit {
  if (probes > 0) return afterProbe(circuit, now);
  return isTime ? withoutProbe(circuit, now) : circuit;
}

function oldestFirst(waiting: readonly Waiting[]): readonly Waiting[] {
  return waiting.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0));
}

type Released = Readonly<{ count: number; faults: number }>;

/** Leases first, then sends: a crash in between only delays, for the lease ends. */
async function release(
  ports: ReleasePorts,
  { lane: { space }, now }: Look,
  order: Readonly<{ waiting: readonly Waiting[]; evenIfOpen: boolean; perSecond?: number | undefined }>,
): Promise<Released> {
  if (order.waiting.length === 0) return { count: 0, faults: 0 };
  const entries = order.waiting.map((waiting) => ({ waiting, until: iso(startOf(waiting, now) + leaseMs) }));
  const outcomes = await ports.waiting.lease(entries);
  const leased = entries.filter((_, index) => outcomes[index] === 'changed');
  await ports.retries.send(
    leased.map(({ waiting, until }, index) => ({
      message: {
        space,
        webhookId: waiting.webhookId,
        ruleId: waiting.ruleId,
        deliveryId: waiting.deliveryId,
        leaseUntil: until,
        evenIfOpen: order.evenIfOpen,
      },
      delaySeconds: Math.max(
        Math.ceil((startOf(waiting, now) - now) / 1000),
        order.perSecond === undefined ? 0 : Math.floor(index / order.perSecond),
      ),
    })),
  );
  return { count: leased.length, faults: outcomes.filter(isWriteFault).length };
}

/** When it may be attempted: a scheduled retry not before its time. */
function startOf({ queue, dueAt }: Waiting, now: number): number {
  return queue === 'scheduled' ? Math.max(now, Date.parse(dueAt)) : now;
}

/** Ends what has waited unsent while the endpoint was down for all of the 36 hours. */
async function giveUp(ports: ReleasePorts, look: Look, probes: readonly Waiting[]): Promise<{ more: boolean }> {
  const { lane, webhook, found, now } = look;
  const limit = now - retryWindowSeconds * 1000;
  if (!webhook || lane.circuit.state !== 'open' || lane.circuit.openedAt > limit) return { more: false };
  const expired = found.unsent.filter((each) => Date.parse(each.dueAt) <= limit && !probes.includes(each));
  const waiting = expired.slice(0, endsPerLook);
  if (waiting.length === 0) return { more: false };
  const reason = 'The endpoint failed during all of the 36 hours; the delivery was not sent.';
  const changes = await endings(ports, waiting, (before) => given(before, { state: 'exhausted', reason, now }));
  // Told before it is ended: there is no message that could come again and make up for it.
  await ports.results.publish(
    changes.map(({ after }) => ({ kind: 'delivery.exhausted' as const, delivery: after, webhook })),
  );
  const outcomes = await ports.waiting.change(changes);
  return { more: expired.length > waiting.length || outcomes.some(isWriteFault) };
}

/** Nothing goes out any more; an attempt under way may still be recorded. */
async function endAll(ports: ReleasePorts, look: Look, reason: string): Promise<Looked> {
  const { found, lane, now } = look;
  const all = [...found.unsent, ...found.due, ...found.soon, ...found.later, ...found.lost];
  const waiting = all.slice(0, endsPerLook);
  const changes = await endings(ports, waiting, (before) => given(before, { state: 'discarded', reason, now }));
  const outcomes = changes.length > 0 ? await ports.waiting.change(changes) : [];
  await endReplays(ports, lane, now);
  return {
    ...summary(look),
    // What was ended is in the index for a moment longer.
    nextDueAt: undefined,
    more: all.length > waiting.length || outcomes.some(isWriteFault),
    unsentWait: false,
    circuit: closedCircuit,
    replaysDone: lane.replays,
  };
}

async function endings(
  { deliveries }: ReleasePorts,
  waiting: readonly Waiting[],
  end: (before: Parameters<typeof given>[0]) => ReturnType<typeof given>,
) {
  if (waiting.length === 0) return [];
  const found = await deliveries.find(waiting);
  const seen = new Map(waiting.map((each) => [each.deliveryId, each]));
  return found
    .filter(({ id, place }) => place?.queue === seen.get(id)?.queue && place?.dueAt === seen.get(id)?.dueAt)
    .map((before) => ({ before, after: end(before) }));
}

/** Writes what the look has taught, on the lane as it is by now: news told meanwhile are kept. */
async function conclude(
  ports: ReleasePorts,
  order: LookOrder,
  { now, result, lane: first }: Readonly<{ now: number; result: Looked; lane: Lane }>,
): Promise<LookAnswer> {
  let lane: Lane | undefined = first;
  for (let round = 0; round < tries; round += 1) {
    if (!isOurs(lane, order)) return { next: 'end' };
    // A circuit that was closed or opened during the look is left as it is.
    const circuit = lane.circuit.state === first.circuit.state ? result.circuit : lane.circuit;
    const after = looked(lane, { ...result, circuit }, now);
    const { lane: next, start } = withHandOver(after, order);
    if ((await ports.lanes.write(next)) === 'written') {
      if (start) await startExecution(ports, next, start);
      if (start || after.lookAt === undefined) return { next: 'end' };
      const waitSeconds = Math.max(1, Math.ceil((after.lookAt - now) / 1000));
      return { next: 'sleep', lookAt: after.lookAt, waitSeconds };
    }
    lane = (await ports.lanes.read([order.webhookId])).get(order.webhookId);
  }
  throw new Error(`The lane of webhook ${order.webhookId} could not be written: too many others wrote it.`);
}

function withHandOver({ lane, lookAt }: AfterLook, { generation, looks }: LookOrder): LaneStep {
  if (lookAt === undefined || looks + 1 < looksPerExecution) return { lane };
  return handedOver(lane, { generation, lookAt });
}
