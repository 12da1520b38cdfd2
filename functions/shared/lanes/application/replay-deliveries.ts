import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import { iso, restartedRound } from '../../deliveries/domain/delivery-course.ts';
import { waitItemOf } from '../../deliveries/domain/wait-item.ts';
import type { Clock } from '../../platform/application/ports.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { partitionOf } from '../../platform/domain/partition.ts';
import type { Lane } from '../domain/lane.ts';
import { type Replay, replayStep } from '../domain/replay.ts';
import { extendRetention, type RetentionPorts } from './extend-retention.ts';
import type { ReplayStore } from './ports.ts';

export type ReplayPorts = RetentionPorts &
  Readonly<{
    clock: Clock;
    replays: ReplayStore;
    deliveries: DeliveryStore;
    waits: WaitItems;
  }>;

/** Deliveries in one step, after which its progress is recorded: at most, and for a dry run. */
const replayPageSize = 500;
const dryRunPageSize = 2_000;
/**
 * A lane's batch processes a replay for this time, in milliseconds; the next one continues. Meanwhile nothing is
 * released. A dry run does not delay that for long: what falls due within a minute has been released before.
 */
const replayBudgetMs = 1_000;
const dryRunBudgetMs = 4_000;
/** A request updates the lane, then writes the replay; its function has ended after this time (timeout: 30 s). */
const recordExpectedWithinMs = 60_000;

/** `more`: deliveries were parked, or a replay waits. `waitsUntil`: its record is missing, and is read again then. */
export type ReplayProgress = Readonly<{ more: boolean; done: readonly string[]; waitsUntil?: number | undefined }>;

type ReplayWork = Readonly<{
  lane: Lane;
  now: number;
  /** The lane has room for what a replay parks. */
  hasRoom: boolean;
}>;

/** Processes the lane's first replay: parks matching deliveries, up to what the lane may release at once. */
export async function advanceReplay(ports: ReplayPorts, { lane, now, hasRoom }: ReplayWork): Promise<ReplayProgress> {
  const [first] = lane.replays;
  if (first === undefined) return { more: false, done: [] };
  if (!hasRoom) return { more: true, done: [] };
  let replay = await ports.replays.find({ webhookId: lane.webhookId, replayId: first.id });
  if (replay === undefined && now < first.requestedAt + recordExpectedWithinMs) {
    return { more: false, done: [], waitsUntil: first.requestedAt + recordExpectedWithinMs };
  }
  const stopsAt = ports.clock.now().getTime() + (replay?.dryRun ? dryRunBudgetMs : replayBudgetMs);
  let parked = 0;
  while (replay?.status === 'running') {
    const step = await replayPage(ports, { replay, lane });
    // A conflict means that it was cancelled, or that another wake does the same: the next batch reads it again.
    if (step === undefined) return { more: true, done: [] };
    parked += step.parked;
    replay = step.replay;
    if (parked >= lane.concurrency || ports.clock.now().getTime() >= stopsAt) break;
  }
  if (replay?.status === 'running') return { more: true, done: [] };
  return { more: parked > 0 || lane.replays.length > 1, done: [first.id] };
}

/**
 * Parks one page of matching deliveries, then records the replay's progress. A crash in between repeats the page;
 * deliveries that it parked are recognised. Undefined if the page is to be tried again.
 */
async function replayPage(ports: ReplayPorts, { replay, lane }: Readonly<{ replay: Replay; lane: Lane }>) {
  const now = ports.clock.now().getTime();
  const { webhookId, since, until, cursor, dryRun } = replay;
  const limit = dryRun ? dryRunPageSize : Math.min(replayPageSize, lane.concurrency);
  const page = await ports.deliveries.history({ webhookId, since, until, after: cursor, limit });
  const steps = page.deliveries.map((delivery) => ({ delivery, step: replayStep(replay, delivery) }));
  const changes = steps
    .filter(({ step }) => step === 'replay')
    .map(({ delivery: before }) => {
      const position = { queue: 'parked', dueAt: iso(now) } as const;
      return { before, after: restartedRound(before, { id: replay.id, trigger: 'replay', position, now }) };
    });
  await extendRetention(
    ports,
    changes.map(({ after }) => after),
  );
  const items = changes.flatMap(({ after }) => waitItemOf(after, partitionOf(after.id, lane.partitions)) ?? []);
  const put = items.length > 0 ? await ports.waits.put(items) : [];
  if (put.some(isWriteFault)) return undefined;
  const outcomes = changes.length > 0 ? await ports.deliveries.change(changes) : [];
  if (outcomes.some(isWriteFault)) return undefined;
  const missed = outcomes.filter((outcome) => outcome === 'moved_on').length;
  const matched = steps.filter(({ step }) => step !== 'skip').length - missed;
  const next: Replay = {
    ...replay,
    matched: replay.matched + matched,
    replayed: replay.dryRun ? 0 : replay.replayed + matched,
    cursor: page.deliveries.at(-1)?.id ?? cursor,
    status: page.more ? 'running' : 'completed',
    updatedAt: iso(now),
    version: replay.version + 1,
  };
  const written = await ports.replays.write(next);
  return written === 'written' ? { replay: next, parked: changes.length } : undefined;
}

/** The webhook is deleted or disabled: its replays cannot continue. */
export async function cancelReplays({ replays }: Pick<ReplayPorts, 'replays'>, lane: Lane, now: number): Promise<void> {
  for (const { id: replayId } of lane.replays) {
    const replay = await replays.find({ webhookId: lane.webhookId, replayId });
    if (replay?.status !== 'running') continue;
    await replays.write({ ...replay, status: 'cancelled', updatedAt: iso(now), version: replay.version + 1 });
  }
}
