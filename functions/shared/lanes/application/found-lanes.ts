import type { Lane } from '../domain/lane.ts';

/** The fault of a lane whose record is invalid. Names the invalid members, and nothing of their values. */
export class UnreadableLane extends Error {
  constructor({ webhookId, members }: Readonly<{ webhookId: string; members: readonly string[] }>) {
    super(`The lane of webhook ${webhookId} cannot be read; invalid: ${members.join(', ')}`);
    this.name = 'UnreadableLane';
  }
}

/** Lanes by their webhooks. A webhook without a lane is absent. */
export type FoundLanes = ReadonlyMap<string, Lane | UnreadableLane>;

type LaneReader = Readonly<{ read(webhookIds: readonly string[]): Promise<FoundLanes> }>;

/** The lane, if it can be read. */
export const readableLane = (lane: Lane | UnreadableLane | undefined): Lane | undefined =>
  lane instanceof UnreadableLane ? undefined : lane;

/** Throws if the lane cannot be read. */
export function requireReadable(lane: Lane | UnreadableLane | undefined): Lane | undefined {
  if (lane instanceof UnreadableLane) throw lane;
  return lane;
}

/** Reads one lane. Throws if it cannot be read. */
export const readLane = async (lanes: LaneReader, webhookId: string): Promise<Lane | undefined> =>
  requireReadable((await lanes.read([webhookId])).get(webhookId));
