import type { WaitItems } from '../../deliveries/application/ports.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { Lane } from '../domain/lane.ts';
import { releaseAheadMs } from '../domain/lane-wake.ts';
import { leaseMs } from '../domain/lease.ts';

/** The wait items of a lane, by what a wake can do with them; each list with the earliest first. */
export type LaneContents = Readonly<{
  parked: readonly WaitItem[];
  /** Retries that are due, those that may be released ahead of their time, and later ones. */
  due: readonly WaitItem[];
  soon: readonly WaitItem[];
  later: readonly WaitItem[];
  /** Leases that have ended, so that their deliveries are to be released again. */
  lost: readonly WaitItem[];
  inFlight: readonly WaitItem[];
  /** Released already, but not due yet. */
  delayed: readonly WaitItem[];
}>;

type ContentsQuery = Readonly<{ lane: Lane; now: number; limit: number }>;

/** Reads up to `limit` items of each queue. `now` is in milliseconds since 1970. */
export async function readLaneContents(
  waits: Pick<WaitItems, 'find'>,
  { lane: { webhookId, partitions }, now, limit }: ContentsQuery,
): Promise<LaneContents> {
  const { parked, scheduled, leased } = await waits.find({ webhookId, partitions, limit });
  // ISO 8601 times in UTC sort as text, which is cheaper than parsing each of thousands.
  const [present, soonEnds, leasesEnd] = [iso(now), iso(now + releaseAheadMs), iso(now + leaseMs)];
  return {
    parked,
    due: scheduled.filter(({ dueAt }) => dueAt <= present),
    soon: scheduled.filter(({ dueAt }) => dueAt > present && dueAt <= soonEnds),
    later: scheduled.filter(({ dueAt }) => dueAt > soonEnds),
    lost: leased.filter(({ dueAt }) => dueAt <= present),
    inFlight: leased.filter(({ dueAt }) => dueAt > present && dueAt <= leasesEnd),
    delayed: leased.filter(({ dueAt }) => dueAt > leasesEnd),
  };
}

/** All that is not released, or was released in vain. */
export function waitingItems({ parked, due, soon, later, lost }: LaneContents): readonly WaitItem[] {
  return [...parked, ...due, ...soon, ...later, ...lost];
}

export function dueTime(item: WaitItem | undefined): number | undefined {
  return item && Date.parse(item.dueAt);
}
