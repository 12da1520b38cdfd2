import type { Clock } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import type { Lane, LaneStep } from '../domain/lane.ts';
import {
  isOpenAndUpToDate,
  type LaneUpdate,
  needsNoUpdate,
  openLane,
  type SlowAttempt,
  updateLane,
  withSlowAttempt,
} from '../domain/lane-update.ts';
import { type FoundLanes, requireReadable } from './found-lanes.ts';
import { type LaneCache, laneCache } from './lane-cache.ts';
import { laneConflicts } from './lane-conflicts.ts';
import type { LaneReport } from './lane-report.ts';
import type { LaneRunner, LaneStore } from './ports.ts';
import { startExecution } from './start-execution.ts';

export type LaneRegistryPorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  runner: LaneRunner;
  report: LaneReport;
}>;

/** Lanes with a cache per container: copies for decisions that may be seconds old, and updates that must not be. */
export interface LaneRegistry {
  /** Lanes as they were a few seconds ago at most; a webhook that never failed has none. */
  find(webhookIds: readonly string[]): Promise<FoundLanes>;
  /**
   * Ensures that the lane is open, has the update and wakes in time. Reads the lane first, so call it after the wait
   * items are put; writes only what has changed. Throws for an internal fault.
   */
  ensureOpen(update: LaneUpdate): Promise<void>;
  /** Updates a lane for which the update is new; opens none, unless a change of health is to be published. */
  update(update: LaneUpdate): Promise<void>;
  /** The same, for a lane that is read anew, however recent its copy is. */
  updateFresh(update: LaneUpdate): Promise<void>;
  /** Records that an endpoint is slow, at most once a minute; opens no lane. Never throws: it only prevents delays. */
  recordSlowAttempt(attempt: SlowAttempt): Promise<void>;
}

/**
 * Tries in which failures are counted. When dozens of batches fail at once they all want to write; those that succeed
 * open the circuit, and the others need no more than an open lane.
 */
const triesWithFailureCount = 3;

/** When an update needs no write, and how it changes the lane. */
type WriteRule = Readonly<{
  isNeedless: (lane: Lane | undefined, update: LaneUpdate, now: number) => boolean;
  apply: (lane: Lane | undefined, update: LaneUpdate, now: number) => LaneStep;
}>;
const opening: WriteRule = { isNeedless: isOpenAndUpToDate, apply: openLane };
const withoutOpening: WriteRule = { isNeedless: needsNoUpdate, apply: updateLane };

export function laneRegistry(ports: LaneRegistryPorts): LaneRegistry {
  const cache = laneCache(ports);
  const write = writerOf(ports, cache);
  return {
    async find(webhookIds) {
      const lanes = await cache.read(webhookIds);
      return new Map(
        webhookIds.flatMap((id, index) => (lanes[index] === undefined ? [] : [[id, lanes[index]] as const])),
      );
    },
    async ensureOpen(update) {
      await write(await cache.readFresh(update.webhookId), update, opening);
    },
    async update(update) {
      const [known] = await cache.read([update.webhookId]);
      await write(requireReadable(known), update, withoutOpening);
    },
    async updateFresh(update) {
      await write(await cache.readFresh(update.webhookId), update, withoutOpening);
    },
    async recordSlowAttempt(attempt) {
      try {
        await writeSlowness(ports, cache, attempt);
      } catch (error) {
        ports.report.slownessNotRecorded({ webhookId: attempt.webhookId, error });
      }
    },
  };
}

/** Writes an update, based on a known lane: as the write depends on its version, an old one only costs another try. */
const writerOf =
  (ports: LaneRegistryPorts, cache: LaneCache) =>
  async (known: Lane | undefined, update: LaneUpdate, { isNeedless, apply }: WriteRule): Promise<void> => {
    await retryOnConflict<Lane | undefined, 'up_to_date' | 'written'>({
      ...laneConflicts(update),
      first: known,
      read: () => cache.readFresh(update.webhookId),
      attempt: async (before, tries) => {
        const now = ports.clock.now().getTime();
        const wanted = tries < triesWithFailureCount ? update : withoutFailures(update);
        if (isNeedless(before, wanted, now)) return 'up_to_date';
        const { lane, start } = apply(before, wanted, now);
        if ((await ports.lanes.write(lane)) === 'conflict') return 'conflict';
        cache.set(lane, now);
        reportCircuit(ports.report, before, lane);
        if (start) await startExecution(ports, lane, start);
        return 'written';
      },
    });
  };

async function writeSlowness(ports: LaneRegistryPorts, cache: LaneCache, attempt: SlowAttempt): Promise<void> {
  const [known] = await cache.read([attempt.webhookId]);
  await retryOnConflict<Lane | undefined, 'up_to_date' | 'written'>({
    ...laneConflicts(attempt),
    first: requireReadable(known),
    read: () => cache.readFresh(attempt.webhookId),
    attempt: async (before) => {
      const now = ports.clock.now().getTime();
      const lane = withSlowAttempt(before, attempt, now);
      if (lane === undefined) return 'up_to_date';
      if ((await ports.lanes.write(lane)) === 'conflict') return 'conflict';
      cache.set(lane, now);
      ports.report.endpointSlow(attempt);
      return 'written';
    },
  });
}

function withoutFailures(update: LaneUpdate): LaneUpdate {
  if (update.outcomes === undefined || update.outcomes.succeeded) return update;
  const { outcomes: _uncounted, ...rest } = update;
  return rest;
}

function reportCircuit(report: LaneReport, before: Lane | undefined, after: Lane) {
  const was = before?.circuit.state ?? 'closed';
  if (was === 'closed' && after.circuit.state === 'open') report.circuitOpened({ webhookId: after.webhookId });
  if (was === 'open' && after.circuit.state === 'closed') report.circuitClosed({ webhookId: after.webhookId });
}
