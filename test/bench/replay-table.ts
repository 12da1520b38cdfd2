import { setTimeout } from 'node:timers/promises';
import { dynamodbDeliveryStore } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbWaitItems } from '../../functions/shared/deliveries/adapters/dynamodb-wait-items.ts';
import { deliveryId } from '../../functions/shared/events/domain/delivery-id.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { dynamodbReplayStore } from '../../functions/shared/lanes/adapters/dynamodb-replay-store.ts';
import { readRetryMessage } from '../../functions/shared/lanes/adapters/sqs-retry-queue.ts';
import { tryOnce } from '../../functions/shared/platform/adapters/aws/backoff.ts';
import { dynamoDb } from '../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { aDelivery } from '../support/records/delivery.ts';
import { aLane } from '../support/records/lane.ts';
import type { BenchWorld } from './bench-world.ts';
import { note, printTable } from './table.ts';

const webhookId = 'wh_replayed';
const space = 'replays';
const hour = 3_600_000;

type Run = Readonly<{ name: string; records: number; dryRun: boolean }>;

const runs: readonly Run[] = [
  { name: 'dry run', records: 40_000, dryRun: true },
  { name: 'replay', records: 20_000, dryRun: false },
];

/** How fast a replay gets through the records of a webhook whose lane is at full pace. */
export async function replayTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  for (const run of runs) rows.push(await replay(world, run));
  printTable('9. Replays', ['', 'records', 's', 'records/s', 'CPU µs/record', 'read units', 'write units'], rows);
  note('One wake of the lane, its pauses of a second between rounds included; the table responds at once.');
}

async function replay(world: BenchWorld, { name, records, dryRun }: Run) {
  const { aws } = world;
  await world.addSpace(space, [webhookId]);
  const until = new Date(Math.floor(Date.now() / hour) * hour);
  const since = new Date(until.getTime() - hour);
  await record(world, { records, since });
  const generation = await startReplay(world, { since, until, dryRun });
  const worker = world.worker();
  aws.takeUnits();
  const event = { webhookId, space, generation, wakeAt: Date.now(), wakes: 0 };
  const wake = worker.run({ kind: 'invoke', bundle: world.bundle('release-deliveries'), event });
  const attempts = attemptAll(world, wake);
  const { wallMs, cpuMs } = await wake;
  await attempts;
  const units = aws.takeUnits();
  worker.stop();
  const done = await matched(world);
  aws.discard('retries');
  aws.table.clear();
  // Connections that are still open would be part of the next run.
  await setTimeout(0);
  return [
    name,
    done,
    (wallMs / 1000).toFixed(1),
    Math.round((done * 1000) / wallMs),
    Math.round((cpuMs * 1000) / done),
    units.readUnits,
    units.writeUnits,
  ];
}

const replayId = 'replay_1';

function stores({ aws }: BenchWorld) {
  const client = dynamoDb(async (operation, input) => aws.table.call(operation, { ...input }) as never, tryOnce);
  const kept = { table: 'posthorn', retentionDays: 30 };
  return {
    deliveries: dynamodbDeliveryStore(client, kept),
    lanes: dynamodbLaneStore(client, 'posthorn'),
    replays: dynamodbReplayStore(client, kept),
    waits: dynamodbWaitItems(client, 'posthorn'),
  };
}

/** An endpoint that keeps up: what was released is attempted at once, so that its lease is gone. */
async function attemptAll(world: BenchWorld, wake: Promise<unknown>): Promise<void> {
  const { waits } = stores(world);
  let isOver = false;
  const over = wake.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, setTimeout(50)]);
    const messages = world.aws.take('retries', Number.POSITIVE_INFINITY).map(({ body }) => readRetryMessage(body));
    await waits.remove(messages.flatMap((message) => ('retry' in message ? [message.retry.lease] : [])));
  }
}

/** Puts failed deliveries of events of the last full hour into the table. */
async function record(world: BenchWorld, { records, since }: Readonly<{ records: number; since: Date }>) {
  const { deliveries } = stores(world);
  const all = Array.from({ length: records }, (_, index) => {
    const time = new Date(since.getTime() + (index * hour) / records);
    const eventId = `evt_${index}`;
    const id = deliveryId({ time, envelopeId: eventId, targetId: webhookId });
    return aDelivery({
      id,
      space,
      webhookId,
      eventId,
      envelopeId: eventId,
      status: 'exhausted',
      createdAt: time.toISOString(),
    });
  });
  await deliveries.recordFirst(all);
}

async function startReplay(
  world: BenchWorld,
  { since, until, dryRun }: Readonly<{ since: Date; until: Date; dryRun: boolean }>,
) {
  const { lanes, replays } = stores(world);
  const now = new Date().toISOString();
  await replays.write({
    id: replayId,
    space,
    webhookId,
    since: since.toISOString(),
    until: until.toISOString(),
    statuses: ['exhausted'],
    dryRun,
    status: 'running',
    matched: 0,
    replayed: 0,
    createdAt: now,
    updatedAt: now,
    version: 1,
  });
  const lane = aLane({ webhookId, space, concurrency: 2_000, replays: [{ id: replayId, requestedAt: Date.now() }] });
  await lanes.write(lane);
  return lane.generation;
}

async function matched(world: BenchWorld): Promise<number> {
  const found = await stores(world).replays.find({ webhookId, replayId });
  return found?.matched ?? 0;
}
