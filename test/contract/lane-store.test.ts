import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbLaneStore, laneToItem } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { UnreadableLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import type { LaneStore } from '../../functions/shared/lanes/application/ports.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { laneKey } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';
import { aLane } from '../support/records/lane.ts';

const stores = [
  { name: 'in memory', make: (): LaneStore => new InMemoryLaneStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): LaneStore => dynamodbLaneStore(clients.dynamoDb, stack.outputs.TableName),
  })),
];

/** Long ago, so that the stack's own reconciliation finds nothing of interest in the meantime but this. */
const time = Date.UTC(2026, 0, 1);

describe.each(stores)('the lane store $name', ({ make }) => {
  let store: LaneStore;
  let webhookId: string;
  beforeEach(() => {
    store = make();
    webhookId = randomUUID();
  });

  const lane = (changes: Partial<Lane> = {}): Lane => ({
    webhookId,
    space: 'acme',
    status: 'open',
    generation: 3,
    wake: { kind: 'awake', since: time, recheckAt: time + 1 },
    reconcileAt: time + 4,
    circuit: { state: 'open', openedAt: time, probeAt: time + 30_000, probes: 2 },
    concurrency: 100,
    rateBacklog: true,
    replays: [{ id: 'a', requestedAt: time }],
    partitions: 8,
    health: {
      lastFailure: { at: time, reason: 'The endpoint failed: HTTP 500.' },
      failing: {
        since: time,
        deliveryId: 'd1',
        isSeveral: true,
        countedMs: 7,
        countsFrom: time + 5,
        isWarned: true,
      },
      recoveredAt: time - 9,
      alertedSince: time,
      unpublished: [
        { kind: 'webhook.failing', failingSince: time, at: time + 8, reason: 'The endpoint failed: HTTP 500.' },
      ],
    },
    version: 1,
    ...changes,
  });
  const closed = (version: number): Lane => {
    const { reconcileAt: _none, ...rest } = lane({ status: 'closed', wake: { kind: 'none' }, version });
    return { ...rest, replays: [], circuit: { state: 'closed', failures: 1 } };
  };

  test('gives back what was written, and nothing for a webhook without a lane', async () => {
    await store.write(lane());
    const found = await store.read([webhookId, randomUUID(), webhookId]);
    expect([...found]).toEqual([[webhookId, lane()]]);
    await store.write(closed(2));
    expect((await store.read([webhookId])).get(webhookId)).toEqual(closed(2));
  });

  test('reads more lanes than one call holds', async () => {
    const ids = Array.from({ length: 130 }, () => randomUUID());
    await Promise.all(ids.map((id) => store.write({ ...closed(1), webhookId: id })));
    expect([...(await store.read(ids)).keys()].sort()).toEqual(ids.toSorted());
  });

  test('refuses a write that was worked out from an older version', async () => {
    expect(await store.write(closed(1))).toBe('written');
    expect(await store.write(closed(1))).toBe('conflict');
    expect(await store.write(closed(3))).toBe('conflict');
    expect(await store.write(closed(2))).toBe('written');
  });

  test('finds open lanes by the time at which they are to be seen to', async () => {
    const future = Date.UTC(2100, 0, 1);
    const asleep = { reconcileAt: undefined, wake: { kind: 'sleeping', at: future } } as const;
    await store.write(lane(asleep));
    expect(await store.dueForReconciliation(future)).not.toContain(webhookId);
    expect(await store.dueForReconciliation(future + 600_000)).toContain(webhookId);
    await store.write(lane({ ...asleep, reconcileAt: future, version: 2 }));
    expect(await store.dueForReconciliation(future - 1)).not.toContain(webhookId);
    expect(await store.dueForReconciliation(future)).toContain(webhookId);
    await store.write(closed(3));
    expect(await store.dueForReconciliation(future)).not.toContain(webhookId);
  });
});

describe('the lane store DynamoDB alone', () => {
  const table = stack.outputs.TableName;
  const store = dynamodbLaneStore(aws.dynamoDb, table);
  const ttlOf = async (webhookId: string) =>
    (await aws.dynamoDb.get({ TableName: table, Key: laneKey(webhookId) })).Item?.ttl;
  const day = 24 * 60 * 60;

  test('finds the other lanes beside one that is invalid, whose fault names its members and not their values', async () => {
    const [webhookId, other] = [randomUUID(), randomUUID()];
    await store.write(aLane({ webhookId: other }));
    const circuit = { state: 'open', openedAt: 'a private value', probeAt: 1, probes: 1 };
    const item = { ...laneToItem(aLane({ webhookId })), circuit, webhookId: 7 };
    await aws.dynamoDb.put({ TableName: table, Item: item });
    const found = await store.read([webhookId, other]);
    expect(found.get(other)).toEqual(aLane({ webhookId: other }));
    expect(found.get(webhookId)).toEqual(new UnreadableLane({ webhookId, members: ['webhookId', 'circuit.openedAt'] }));
    expect(String(found.get(webhookId))).not.toContain('private');
    // Or the stack's reconciler finds it.
    await aws.dynamoDb.delete({ TableName: table, Key: laneKey(webhookId) });
  });

  test('forgets closed lanes after 120 days, and no open one: names of executions come again after 90', async () => {
    const webhookId = randomUUID();
    const lane = aLane({ webhookId });
    await store.write(lane);
    expect(await ttlOf(webhookId)).toBeUndefined();
    const before = Math.floor(Date.now() / 1000);
    await store.write({ ...lane, status: 'closed', wake: { kind: 'none' }, version: 2 });
    const ttl = await ttlOf(webhookId);
    expect(ttl).toBeGreaterThanOrEqual(before + 120 * day);
    expect(ttl).toBeLessThanOrEqual(before + 120 * day + 60);
  });
});
