import { iso, restartedRound } from '../domain/delivery-course.ts';
import { indexGrace, type Lane } from '../domain/lane.ts';
import { type Replay, replayStep } from '../domain/replay.ts';
import type { ReplayStore } from './ports/replay-store.ts';
import type { WaitingDeliveries } from './ports/waiting-deliveries.ts';
import { isWriteFault } from './ports/write-fault.ts';

export type ReplayPorts = Readonly<{ replays: ReplayStore; waiting: WaitingDeliveries }>;

/** Deliveries looked at in one step: four batches of 25 writes. */
const pageSize = 100;

/** Whether anything was parked, and which replays are over. */
export type ReplayProgress = Readonly<{ parked: boolean; done: readonly string[] }>;

/**
 * Works on the lane's first replay for one page: parks what fits, then records how far it came. A crash in between
 * repeats the page; what it parked is recognised.
 */
export async function workOnReplay(ports: ReplayPorts, lane: Lane, now: number): Promise<ReplayProgress> {
  const replayId = lane.replays[0];
  if (replayId === undefined) return { parked: false, done: [] };
  const replay = await ports.replays.find({ webhookId: lane.webhookId, replayId });
  if (replay === undefined && lane.told.some(({ at }) => now < at + indexGrace)) {
    // Whoever starts a replay tells the lane, then writes the record.
    return { parked: false, done: [] };
  }
  if (replay?.state !== 'running') return { parked: false, done: [replayId] };
  const { webhookId, since, until, cursor } = replay;
  const page = await ports.waiting.history({ webhookId, since, until, after: cursor, limit: pageSize });
  const steps = page.deliveries.map((delivery) => ({ delivery, step: replayStep(replay, delivery) }));
  const changes = steps
    .filter(({ step }) => step === 'replay')
    .map(({ delivery: before }) => {
      const place = { queue: 'unsent', dueAt: iso(now) } as const;
      return { before, after: restartedRound(before, { id: replayId, trigger: 'replay', place, now }) };
    });
  const outcomes = changes.length > 0 ? await ports.waiting.change(changes) : [];
  if (outcomes.some(isWriteFault)) return { parked: true, done: [] };
  const missed = outcomes.filter((outcome) => outcome === 'moved_on').length;
  const matched = steps.filter(({ step }) => step !== 'skip').length - missed;
  const next: Replay = {
    ...replay,
    matched: replay.matched + matched,
    replayed: replay.dryRun ? 0 : replay.replayed + matched,
    cursor: page.deliveries.at(-1)?.id ?? cursor,
    state: page.more ? 'running' : 'completed',
    updatedAt: iso(now),
    version: replay.version + 1,
  };
  // A conflict means that it was cancelled, or that another look does the same: the next look reads it again.
  const written = await ports.replays.write(next);
  return { parked: changes.length > 0, done: written === 'written' && !page.more ? [replayId] : [] };
}

/** The webhook is deleted or disabled: its replays cannot go on. */
export async function endReplays(ports: Pick<ReplayPorts, 'replays'>, lane: Lane, now: number): Promise<void> {
  for (const replayId of lane.replays) {
    const replay = await ports.replays.find({ webhookId: lane.webhookId, replayId });
    if (replay?.state !== 'running') continue;
    await ports.replays.write({ ...replay, state: 'cancelled', updatedAt: iso(now), version: replay.version + 1 });
  }
}
