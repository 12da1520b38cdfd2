import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/application/ports.ts';
import {
  type ExecutionStart,
  isOpenAndUpToDate,
  type Lane,
  type LaneStep,
  type LaneUpdate,
  needsNoUpdate,
  openLane,
  type SlowAttempt,
  updateLane,
  withSlowAttempt,
} from '../domain/lane.ts';
import type { LaneRunner, LaneStore } from './ports.ts';

export type LaneRegistryPorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  runner: LaneRunner;
  report: LaneReport;
}>;

/** The events of lanes that are logged and counted. */
export interface LaneReport {
  /** The lane stays marked as sleeping and is started by the next reconciliation. */
  executionNotStarted(fact: Readonly<{ webhookId: string; generation: number; error: unknown }>): void;
  circuitOpened(fact: Readonly<{ webhookId: string }>): void;
  circuitClosed(fact: Readonly<{ webhookId: string }>): void;
  /** Its deliveries use the slow queue from now on, or still. */
  endpointSlow(fact: SlowAttempt): void;
  /** The slowness of an endpoint could not be written; the next slow attempt tries again. */
  slownessNotRecorded(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}

/** Lanes with a cache per container: copies for decisions that may be seconds old, and updates that must not be. */
export interface LaneRegistry {
  /** Lanes as they were a few seconds ago at most; a webhook that never failed has none. */
  find(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Lane>>;
  /**
   * Ensures that the lane is open, has the update and wakes in time. Reads the lane first, so call it after the wait
   * items are put; writes only what has changed. Throws for a fault of ours.
   */
  ensureOpen(update: LaneUpdate): Promise<void>;
  /** Updates a lane for which the update is new; opens none, unless a change of health is to be published. */
  update(update: LaneUpdate): Promise<void>;
  /** The same, for a lane that is read anew, however recent its copy is. */
  updateFresh(update: LaneUpdate): Promise<void>;
  /** Records that an endpoint is slow, at most once a minute; opens no lane. Never throws: it only prevents delays. */
  recordSlowAttempt(attempt: SlowAttempt): Promise<void>;
}

/** A copy older than this is read anew: how long an opened circuit may go unnoticed by other containers. */
const cacheTtlMs = 5_000;
/** Writers that collide read again; as their updates are mostly alike, the first write makes the others needless. */
const maxTries = 12;
/**
 * Rounds in which failures are counted. When dozens of batches fail at once they all want to write; those that succeed
 * open the circuit, and the others need no more than an open lane.
 */
const triesWithFailureCount = 3;
/** Copies have a few hundred bytes; the least used are evicted. Counted as sizes: `max` would allocate all at once. */
const maxCachedLanes = 20_000;

/** When an update needs no write, and how it changes the lane. */
type Writing = Readonly<{
  isNeedless: (lane: Lane | undefined, update: LaneUpdate, now: number) => boolean;
  apply: (lane: Lane | undefined, update: LaneUpdate, now: number) => LaneStep;
}>;
const forWaiting: Writing = { isNeedless: isOpenAndUpToDate, apply: openLane };
const forObservation: Writing = { isNeedless: needsNoUpdate, apply: updateLane };

type CachedLane = Readonly<{ lane: Lane | undefined; readAt: number }>;

export function laneRegistry(ports: LaneRegistryPorts): LaneRegistry {
  const cache = new LRUCache<string, CachedLane>({ maxSize: maxCachedLanes, sizeCalculation: () => 1 });

  const read = async (webhookIds: readonly string[]) => {
    if (webhookIds.length === 0) return new Map<string, Lane>();
    const readAt = ports.clock.now().getTime();
    const lanes = await ports.lanes.read(webhookIds);
    for (const id of webhookIds) cache.set(id, { lane: lanes.get(id), readAt });
    return lanes;
  };

  const refreshExpired = async (webhookIds: readonly string[]) => {
    const now = ports.clock.now().getTime();
    await read([...new Set(webhookIds)].filter((id) => now - (cache.get(id)?.readAt ?? 0) > cacheTtlMs));
  };

  const cachedLane = (webhookId: string) => cache.get(webhookId)?.lane;

  /** Starts from the given lane: as the write depends on its version, an old one costs no more than another round. */
  const write = async (known: Lane | undefined, update: LaneUpdate, { isNeedless, apply }: Writing) => {
    const { webhookId } = update;
    let before = known;
    for (let round = 0; round < maxTries; round += 1) {
      const now = ports.clock.now().getTime();
      const wanted = round < triesWithFailureCount ? update : withoutFailures(update);
      if (isNeedless(before, wanted, now)) return;
      const { lane, start } = apply(before, wanted, now);
      if ((await ports.lanes.write(lane)) === 'written') {
        cache.set(webhookId, { lane, readAt: now });
        reportCircuit(ports.report, before, lane);
        if (start) await startExecution(ports, lane, start);
        return;
      }
      before = (await read([webhookId])).get(webhookId);
    }
    throw tooManyWriters(webhookId);
  };

  const writeSlowness = async (attempt: SlowAttempt) => {
    const { webhookId } = attempt;
    await refreshExpired([webhookId]);
    let before = cachedLane(webhookId);
    for (let round = 0; round < maxTries; round += 1) {
      const now = ports.clock.now().getTime();
      const lane = withSlowAttempt(before, attempt, now);
      if (lane === undefined) return;
      if ((await ports.lanes.write(lane)) === 'written') {
        cache.set(webhookId, { lane, readAt: now });
        ports.report.endpointSlow(attempt);
        return;
      }
      before = (await read([webhookId])).get(webhookId);
    }
    throw tooManyWriters(webhookId);
  };

  return {
    async find(webhookIds) {
      await refreshExpired(webhookIds);
      return new Map(
        webhookIds.flatMap((id): [string, Lane][] => {
          const lane = cachedLane(id);
          return lane === undefined ? [] : [[id, lane]];
        }),
      );
    },
    async ensureOpen(update) {
      await write((await read([update.webhookId])).get(update.webhookId), update, forWaiting);
    },
    async update(update) {
      await refreshExpired([update.webhookId]);
      await write(cachedLane(update.webhookId), update, forObservation);
    },
    async updateFresh(update) {
      await write((await read([update.webhookId])).get(update.webhookId), update, forObservation);
    },
    async recordSlowAttempt(attempt) {
      try {
        await writeSlowness(attempt);
      } catch (error) {
        ports.report.slownessNotRecorded({ webhookId: attempt.webhookId, error });
      }
    },
  };
}

function tooManyWriters(webhookId: string): Error {
  return new Error(`The lane of webhook ${webhookId} could not be written: too many others wrote it.`);
}

function withoutFailures(update: LaneUpdate): LaneUpdate {
  if (update.outcomes === undefined || update.outcomes.succeeded) return update;
  const { outcomes: _uncounted, ...rest } = update;
  return rest;
}

/** Never throws: the lane is written with the execution, and the reconciler starts it again if this start fails. */
export async function startExecution(
  ports: Pick<LaneRegistryPorts, 'clock' | 'runner' | 'report'>,
  { webhookId, space }: Lane,
  { generation, wakeAt }: ExecutionStart,
) {
  try {
    await ports.runner.start({ webhookId, space, generation, wakeAt }, ports.clock.now().getTime());
  } catch (error) {
    ports.report.executionNotStarted({ webhookId, generation, error });
  }
}

function reportCircuit(report: LaneReport, before: Lane | undefined, after: Lane) {
  const was = before?.circuit.state ?? 'closed';
  if (was === 'closed' && after.circuit.state === 'open') report.circuitOpened({ webhookId: after.webhookId });
  if (was === 'open' && after.circuit.state === 'closed') report.circuitClosed({ webhookId: after.webhookId });
}
