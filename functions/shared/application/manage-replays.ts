import type { DeliveryState } from '../domain/delivery.ts';
import { maxOpenReplays } from '../domain/lane.ts';
import type { Replay } from '../domain/replay.ts';
import type { LaneRegistry } from './lane-registry.ts';
import type { Clock } from './ports/clock.ts';
import type { ReplayRef, ReplayStore } from './ports/replay-store.ts';
import type { WebhookConfiguration } from './ports/webhook-configuration.ts';

export type ReplayManagementPorts = Readonly<{
  clock: Clock;
  replays: ReplayStore;
  configuration: WebhookConfiguration;
  laneRegistry: LaneRegistry;
}>;

export type ReplayRequest = Readonly<{
  space: string;
  webhookId: string;
  /** The replay's id; the same one again is the same replay. */
  replayId: string;
  since: string;
  /** Now, if absent. */
  until?: string | undefined;
  /** All ends but success, if absent. */
  statuses?: readonly DeliveryState[] | undefined;
  eventTypes?: readonly string[] | undefined;
  dryRun?: boolean | undefined;
}>;

export type StartReplayOutcome =
  | Readonly<{ kind: 'started'; replay: Replay }>
  | Readonly<{ kind: 'not_found' }>
  | Readonly<{ kind: 'webhook_disabled' }>
  | Readonly<{ kind: 'too_many_open' }>;

const defaultStatuses: readonly DeliveryState[] = ['failed', 'exhausted', 'discarded'];

/**
 * Starts a replay; the webhook's lane works through it page by page, no faster than its deliveries go out.
 * On a paused webhook it waits. Throws for a fault of ours; asking again with the same id is safe.
 */
export async function startReplay(ports: ReplayManagementPorts, request: ReplayRequest): Promise<StartReplayOutcome> {
  const { space, webhookId, replayId, since, eventTypes } = request;
  const webhook = await ports.configuration.read({ space, webhookId });
  if (!webhook) return { kind: 'not_found' };
  if (webhook.status === 'disabled') return { kind: 'webhook_disabled' };
  const now = ports.clock.now().toISOString();
  const replay: Replay = {
    id: replayId,
    space,
    webhookId,
    since,
    until: request.until ?? now,
    statuses: request.statuses ?? defaultStatuses,
    ...(eventTypes && { eventTypes }),
    dryRun: request.dryRun ?? false,
    state: 'running',
    matched: 0,
    replayed: 0,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const lane = (await ports.laneRegistry.find([webhookId])).get(webhookId);
  const others = lane?.replays.filter(({ id }) => id !== replayId) ?? [];
  if (others.length >= maxOpenReplays) return { kind: 'too_many_open' };
  // The lane first, or a crash in between would leave a replay that nobody works on; the lane waits for the record.
  await ports.laneRegistry.notify({ space, webhookId, replay: replayId });
  const written = await ports.replays.write(replay);
  const stored = written === 'written' ? replay : await ports.replays.find({ webhookId, replayId });
  return { kind: 'started', replay: stored ?? replay };
}

/** Ends a replay where it is; what it has parked by then still goes out. One that is over stays as it is. */
export async function cancelReplay(
  ports: Pick<ReplayManagementPorts, 'clock' | 'replays'>,
  ref: ReplayRef,
): Promise<Replay | undefined> {
  const replay = await ports.replays.find(ref);
  if (replay?.state !== 'running') return replay;
  const updatedAt = ports.clock.now().toISOString();
  const cancelled: Replay = { ...replay, state: 'cancelled', updatedAt, version: replay.version + 1 };
  return (await ports.replays.write(cancelled)) === 'written' ? cancelled : cancelReplay(ports, ref);
}
