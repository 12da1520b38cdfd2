import type { WaitItems } from '../../deliveries/application/ports.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import { itemKey, leaseOf, type WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { Lane } from '../domain/lane.ts';
import { leaseMs } from '../domain/lease.ts';
import { isSlow } from '../domain/slowness.ts';
import type { LaneContents } from './lane-contents.ts';
import type { RetryQueue } from './ports.ts';

export type ReleaseItemsPorts = Readonly<{
  waits: Pick<WaitItems, 'lease'>;
  retries: RetryQueue;
  /** For slow webhooks. */
  slowRetries: RetryQueue;
}>;

type ReleaseRequest = Readonly<{
  lane: Lane;
  contents: LaneContents;
  now: number;
  items: readonly WaitItem[];
  bypassCircuit: boolean;
  /** Spreads the messages over time, this many a second. */
  perSecond?: number | undefined;
}>;

/** `left`: could not be leased, or another wake has leased them; the lane is to be read again. */
type Released = Readonly<{ count: number; left: number; until?: number | undefined }>;

/** Leases first, then sends: a crash in between only delays, since the lease ends. */
export async function releaseItems(ports: ReleaseItemsPorts, request: ReleaseRequest): Promise<Released> {
  const { lane, now, bypassCircuit, perSecond } = request;
  const items = withoutLeasedTwice(request.items, request.contents);
  if (items.length === 0) return { count: 0, left: 0 };
  const leases = items.map((item) => ({ item, until: iso(earliestAttempt(item, now) + leaseMs) }));
  const outcomes = await ports.waits.lease(leases);
  const leased = leases.filter((_, index) => outcomes[index] === 'leased');
  const slowQueue = isSlow(lane.slowness, now) || undefined;
  await (slowQueue ? ports.slowRetries : ports.retries).send(
    leased.map(({ item, until }, index) => ({
      message: { space: lane.space, lease: leaseOf(item, until), bypassCircuit, slowQueue },
      delaySeconds: Math.max(
        Math.ceil((earliestAttempt(item, now) - now) / 1000),
        perSecond === undefined ? 0 : Math.floor(index / perSecond),
      ),
    })),
  );
  return {
    count: leased.length,
    left: outcomes.filter((outcome) => outcome !== 'leased').length,
    until: leased.length === 0 ? undefined : now + leaseMs,
  };
}

/**
 * One lease for each version of a delivery. A wake that crashed after leasing has left the item as well as its lease;
 * the lease counts, and the item that is due is removed when the record has moved on.
 */
function withoutLeasedTwice(items: readonly WaitItem[], { inFlight, delayed }: LaneContents): readonly WaitItem[] {
  const key = (item: WaitItem) => `${itemKey(item)} ${item.version}`;
  const leased = new Set([...inFlight, ...delayed].map(key));
  return items.filter((item) => {
    const isFirst = !leased.has(key(item));
    leased.add(key(item));
    return isFirst;
  });
}

/** The earliest time of the attempt: a scheduled retry's own time. */
function earliestAttempt({ queue, dueAt }: WaitItem, now: number): number {
  return queue === 'scheduled' ? Math.max(now, Date.parse(dueAt)) : now;
}
