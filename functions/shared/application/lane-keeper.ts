import { LRUCache } from 'lru-cache';
import { isNews, knows, type Lane, type LaneExecution, type LaneNews, told } from '../domain/lane.ts';
import type { Clock } from './ports/clock.ts';
import type { LaneRunner } from './ports/lane-runner.ts';
import type { LaneStore } from './ports/lane-store.ts';

export type LaneKeeperPorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  runner: LaneRunner;
  report: LaneReport;
}>;

/** The facts of lanes that operators see. */
export interface LaneReport {
  /** The lane stays marked as open and is started by the next reconciliation. */
  notStarted(fact: Readonly<{ webhookId: string; generation: number; error: unknown }>): void;
  circuitOpened(fact: Readonly<{ webhookId: string }>): void;
  circuitClosed(fact: Readonly<{ webhookId: string }>): void;
}

/** Knows lanes from copies a few seconds old, and tells them what they must know. */
export interface LaneKeeper {
  /** Lanes as they were a few seconds ago at most; a webhook that never failed has none. */
  find(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Lane>>;
  /**
   * Makes sure that the lane is open, wakes in time and knows the news. Writes only when no copy proves that already.
   * Tell it before parking, so that nothing is ever parked without a lane. Throws when the store is at fault.
   */
  tell(news: LaneNews): Promise<void>;
  /** Reads the lane anew, however fresh its copy. */
  refresh(webhookId: string): Promise<void>;
  /** Tells the lane of attempts if there is a lane that would learn from them; opens none. */
  teach(news: LaneNews): Promise<void>;
}

/** A copy older than this is read anew: how long an opened circuit may go unnoticed by other containers. */
const copyAgeMs = 5_000;
/** Writers that collide read again; as what they want to tell is mostly alike, the first to write spares the others. */
const tries = 12;
/**
 * Rounds in which failures are still to be counted. When dozens of batches fail at once they all want to write; the
 * circuit is opened by those that get through, and the others need no more than an open lane.
 */
const countingTries = 3;
/** Copies are few hundred bytes each; beyond this many the least used are dropped. */
const maxCopies = 20_000;

type Copy = Readonly<{ lane: Lane | undefined; readAt: number }>;

export function laneKeeper(ports: LaneKeeperPorts): LaneKeeper {
  const copies = new LRUCache<string, Copy>({ max: maxCopies });

  const read = async (webhookIds: readonly string[]) => {
    const readAt = ports.clock.now().getTime();
    const lanes = await ports.lanes.read(webhookIds);
    for (const id of webhookIds) copies.set(id, { lane: lanes.get(id), readAt });
  };

  const readStale = async (webhookIds: readonly string[]) => {
    const now = ports.clock.now().getTime();
    const stale = [...new Set(webhookIds)].filter((id) => now - (copies.get(id)?.readAt ?? 0) > copyAgeMs);
    if (stale.length > 0) await read(stale);
  };

  const tell = async (news: LaneNews) => {
    await readStale([news.webhookId]);
    for (let round = 0; round < tries; round += 1) {
      const now = ports.clock.now().getTime();
      const before = copies.get(news.webhookId)?.lane;
      const asked = round < countingTries ? news : withoutFailures(news);
      if (knows(before, asked, now)) return;
      const { lane, start } = told(before, asked, now);
      if ((await ports.lanes.write(lane)) === 'written') {
        copies.set(lane.webhookId, { lane, readAt: now });
        reportCircuit(ports.report, before, lane);
        if (start) await startExecution(ports, lane, start);
        return;
      }
      await read([news.webhookId]);
    }
    throw new Error(`The lane of webhook ${news.webhookId} could not be written: too many others wrote it.`);
  };

  return {
    async find(webhookIds) {
      await readStale(webhookIds);
      return new Map(
        webhookIds.flatMap((id): [string, Lane][] => {
          const lane = copies.get(id)?.lane;
          return lane === undefined ? [] : [[id, lane]];
        }),
      );
    },
    tell,
    refresh: (webhookId) => read([webhookId]),
    async teach(news) {
      await readStale([news.webhookId]);
      if (isNews(copies.get(news.webhookId)?.lane, news)) await tell(news);
    },
  };
}

function withoutFailures(news: LaneNews): LaneNews {
  if (news.outcomes === undefined || news.outcomes.succeeded) return news;
  const { outcomes: _uncounted, ...rest } = news;
  return rest;
}

/** Never throws: the lane is written with the execution, so a start that fails is made up for by reconciliation. */
export async function startExecution(
  ports: Pick<LaneKeeperPorts, 'clock' | 'runner' | 'report'>,
  { webhookId, space }: Lane,
  { generation, lookAt }: LaneExecution,
) {
  try {
    await ports.runner.start({ webhookId, space, generation, lookAt }, ports.clock.now().getTime());
  } catch (error) {
    ports.report.notStarted({ webhookId, generation, error });
  }
}

function reportCircuit(report: LaneReport, before: Lane | undefined, after: Lane) {
  const was = before?.circuit.state ?? 'closed';
  if (was === 'closed' && after.circuit.state === 'open') report.circuitOpened({ webhookId: after.webhookId });
  if (was === 'open' && after.circuit.state === 'closed') report.circuitClosed({ webhookId: after.webhookId });
}
