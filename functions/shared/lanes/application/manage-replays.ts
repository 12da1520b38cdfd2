import type { DeliveryStore } from '../../deliveries/application/ports.ts';
import type { DeliveryStatus } from '../../deliveries/domain/delivery.ts';
import { deliveryTime } from '../../events/domain/delivery-id.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import { type Clock, StoreContended } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import { maxOpenReplays } from '../domain/lane.ts';
import type { Replay } from '../domain/replay.ts';
import { requireReadable } from './found-lanes.ts';
import type { LaneRegistry } from './lane-registry.ts';
import type { ReplayRef, ReplayStore } from './ports.ts';

export type ReplayManagementPorts = Readonly<{
  clock: Clock;
  replays: ReplayStore;
  configuration: WebhookConfiguration;
  laneRegistry: LaneRegistry;
  deliveries: Pick<DeliveryStore, 'list'>;
}>;

export type ReplayRequest = Readonly<{
  space: string;
  webhookId: string;
  /** Returns the replay's id, called once the replay is certain to start; the same id again is the same replay. */
  replayId: () => Promise<Outcome<string>>;
  since: string;
  /** After the latest event, if absent: an event's own time may be in the future. */
  until?: string | undefined;
  /** All final statuses but success, if absent. */
  statuses?: readonly DeliveryStatus[] | undefined;
  eventTypes?: readonly string[] | undefined;
  dryRun?: boolean | undefined;
}>;

/** How often a cancellation is repeated when the lane advances the replay at the same time. */
const maxTries = 5;

const defaultStatuses: readonly DeliveryStatus[] = ['failed', 'exhausted', 'discarded'];

/**
 * Starts a replay; the webhook's lane processes it page by page, no faster than its deliveries are sent. On a paused
 * webhook it waits. Throws for an internal fault; repeating the call with the same id is safe.
 */
export async function startReplay(ports: ReplayManagementPorts, request: ReplayRequest): Promise<Outcome<Replay>> {
  const { space, webhookId, since, eventTypes } = request;
  const webhook = await ports.configuration.read({ space, webhookId });
  if (!webhook) return notFound('webhook');
  if (webhook.status === 'disabled') {
    return refused({ kind: 'wrong_state', detail: 'The webhook is disabled: enable it, then replay.' });
  }
  const id = await request.replayId();
  if (!id.ok) return id;
  const ref = { webhookId, replayId: id.value };
  const now = ports.clock.now().toISOString();
  const replay: Replay = {
    id: id.value,
    space,
    webhookId,
    since,
    until: request.until ?? (await afterLatest(ports, { webhookId, now })),
    statuses: request.statuses ?? defaultStatuses,
    ...(eventTypes && { eventTypes }),
    dryRun: request.dryRun ?? false,
    status: 'running',
    matched: 0,
    replayed: 0,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const lane = requireReadable((await ports.laneRegistry.find([webhookId])).get(webhookId));
  const others = lane?.replays.filter((other) => other.id !== id.value) ?? [];
  if (others.length >= maxOpenReplays) {
    const detail = `The webhook has ${maxOpenReplays} replays in progress: wait until one ends, or cancel one.`;
    return refused({ kind: 'wrong_state', detail });
  }
  // The lane first, or a crash in between would leave a replay that no lane processes; the lane waits for the record.
  await ports.laneRegistry.ensureOpen({ space, webhookId, replay: id.value });
  const written = await ports.replays.write(replay);
  const stored = written === 'written' ? replay : await ports.replays.find(ref);
  return ok(stored ?? replay);
}

/** A time after all deliveries of the webhook, and in the past unless one of them is in the future. */
async function afterLatest(
  { deliveries }: Pick<ReplayManagementPorts, 'deliveries'>,
  { webhookId, now }: Readonly<{ webhookId: string; now: string }>,
): Promise<string> {
  const [latest] = (await deliveries.list({ webhookId, limit: 1 })).deliveries;
  const after = latest === undefined ? '' : new Date(deliveryTime(latest.id) + 1).toISOString();
  return after > now ? after : now;
}

/**
 * Cancels a replay; deliveries that it has parked by then are still sent. One that has ended stays as it is.
 * @throws StoreContended when the replay was changed by others during every try.
 */
export async function cancelReplay(
  ports: Pick<ReplayManagementPorts, 'clock' | 'replays'>,
  ref: ReplayRef,
): Promise<Replay | undefined> {
  const read = () => ports.replays.find(ref);
  return retryOnConflict<Replay | undefined, Replay | undefined>({
    maxTries,
    first: await read(),
    read,
    attempt: async (replay) => {
      if (replay?.status !== 'running') return replay;
      const updatedAt = ports.clock.now().toISOString();
      const cancelled: Replay = { ...replay, status: 'cancelled', updatedAt, version: replay.version + 1 };
      return (await ports.replays.write(cancelled)) === 'written' ? cancelled : 'conflict';
    },
    exhausted: () => {
      throw new StoreContended(`Replay ${ref.replayId} was changed by others during each of ${maxTries} tries.`);
    },
  });
}
