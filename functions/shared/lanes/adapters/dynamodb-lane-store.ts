import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { laneIndex, laneKey, openLanesPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { putVersion } from '../../platform/adapters/dynamodb-versions.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import { UnreadableLane } from '../application/found-lanes.ts';
import type { LaneStore } from '../application/ports.ts';
import { healthChangeKinds } from '../domain/health.ts';
import type { Lane } from '../domain/lane.ts';
import { reconciliationDueAt } from '../domain/lane-check.ts';

/** Thousands of open lanes that wake every few seconds stay below an index partition's 1,000 writes a second. */
const parts = 8;
/** Lanes found at once in each part, below the 1 MB of a response; the next query finds the others. */
const foundOfPart = 1_000;
/** Step Functions reserves an execution's name for 90 days: numbers must not recur. A lane is open for days at most. */
const closedLaneDays = 120;

const circuit = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed'), failures: z.number() }),
  z.object({ state: z.literal('open'), openedAt: z.number(), probeAt: z.number(), probes: z.number() }),
]);

const wake = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('sleeping'), at: z.number() }),
  z.object({ kind: z.literal('awake'), since: z.number(), recheckAt: z.number().optional() }),
]);

const health = z.object({
  lastFailure: z.object({ at: z.number(), reason: z.string() }).optional(),
  failing: z
    .object({
      since: z.number(),
      deliveryId: z.string(),
      isSeveral: z.boolean(),
      countedMs: z.number(),
      countsFrom: z.number(),
      isWarned: z.boolean(),
    })
    .optional(),
  recoveredAt: z.number().optional(),
  alertedSince: z.number().optional(),
  unpublished: z.array(
    z.object({ kind: z.enum(healthChangeKinds), failingSince: z.number(), at: z.number(), reason: z.string() }),
  ),
});

const laneItem = z.object({
  webhookId: z.string(),
  space: z.string(),
  status: z.enum(['open', 'closed']),
  generation: z.number(),
  wake,
  reconcileAt: z.number().optional(),
  checking: z.literal(true).optional(),
  circuit,
  concurrency: z.number(),
  rateBacklog: z.boolean(),
  replays: z.array(z.object({ id: z.string(), requestedAt: z.number() })),
  partitions: z.number(),
  retentionWalk: z
    .object({
      doneAt: z.number(),
      cursor: z.object({ partition: z.number(), after: z.string().optional() }).optional(),
    })
    .optional(),
  slowness: z.object({ until: z.number(), tookMs: z.number() }).optional(),
  health: health.optional(),
  version: z.number(),
});

export function dynamodbLaneStore(client: DynamoDb, table: string): LaneStore {
  return {
    async read(webhookIds) {
      const items = await batchGet(client, { table, keys: [...new Set(webhookIds)].map(laneKey) });
      return new Map(items.map((item) => [webhookOf(item), toLane(item)]));
    },
    async write(lane) {
      const isNew = await putVersion(client, { table, item: laneToItem(lane), version: lane.version });
      return isNew ? 'written' : 'conflict';
    },
    async dueForReconciliation(time) {
      const found = await Promise.all(
        Array.from({ length: parts }, (_, part) => ofPart(client, { table, part, time })),
      );
      return found.flat();
    },
  };
}

function toLane(item: unknown): Lane | UnreadableLane {
  const { data, error } = laneItem.safeParse(item);
  if (data !== undefined) return data;
  const members = error.issues.map(({ path }) => path.join('.'));
  return new UnreadableLane({ webhookId: webhookOf(item), members });
}

/** The lane as it is stored in the table. */
export function laneToItem(lane: Lane) {
  const at = reconciliationDueAt(lane);
  return {
    ...laneKey(lane.webhookId),
    ...lane,
    ...(lane.status === 'closed' && { ttl: ttlAfter(Date.now(), closedLaneDays) }),
    ...(at !== undefined && { lane: openLanesPartition(partOf(lane.webhookId)), dueAt: new Date(at).toISOString() }),
  };
}

function partOf(webhookId: string): number {
  return createHash('sha256').update(webhookId).digest().readUInt8(0) % parts;
}

const keyed = z.object({ pk: z.string() });

const webhookOf = (item: unknown): string => keyed.parse(item).pk.slice(laneKey('').pk.length);

async function ofPart(
  client: DynamoDb,
  { table, part, time }: Readonly<{ table: string; part: number; time: number }>,
): Promise<string[]> {
  const { Items = [] } = await client.query({
    TableName: table,
    IndexName: laneIndex,
    KeyConditionExpression: 'lane = :lane AND dueAt <= :time',
    ExpressionAttributeValues: { ':lane': openLanesPartition(part), ':time': new Date(time).toISOString() },
    Limit: foundOfPart,
  });
  return Items.map(webhookOf);
}
