import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dynamodbReplayStore } from '../../functions/shared/lanes/adapters/dynamodb-replay-store.ts';
import type { ReplayStore } from '../../functions/shared/lanes/application/ports.ts';
import type { Replay } from '../../functions/shared/lanes/domain/replay.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryReplayStore } from '../support/in-memory/replay-store.ts';

const stores = [
  { name: 'in memory', make: (): ReplayStore => new InMemoryReplayStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): ReplayStore =>
      dynamodbReplayStore(clients.dynamoDb, { table: stack.outputs.TableName, retentionDays: 30 }),
  })),
];

function aReplay(changes: Partial<Replay> = {}): Replay {
  const time = new Date().toISOString();
  return {
    id: 'r1',
    space: 'acme',
    webhookId: randomUUID(),
    since: time,
    until: time,
    statuses: ['exhausted'],
    eventTypes: ['hit.detected'],
    dryRun: false,
    status: 'running',
    matched: 0,
    replayed: 0,
    createdAt: time,
    updatedAt: time,
    version: 1,
    ...changes,
  };
}

describe.each(stores)('the replay store $name', ({ make }) => {
  test('gives back what was written and refuses what was worked out from an older version', async () => {
    const store = make();
    const replay = aReplay();
    const { webhookId } = replay;
    expect(await store.write(replay)).toBe('written');
    expect(await store.write(replay)).toBe('conflict');
    const next: Replay = { ...replay, matched: 3, cursor: 'x', status: 'cancelled', version: 2 };
    expect(await store.write(next)).toBe('written');
    expect(await store.find({ webhookId, replayId: 'r1' })).toEqual(next);
    expect(await store.find({ webhookId, replayId: 'r2' })).toBeUndefined();
  });

  test("lists a webhook's own, the newest first, page by page", async () => {
    const store = make();
    const webhookId = randomUUID();
    const all = ['r1', 'r2', 'r3'].map((id) => aReplay({ id, webhookId }));
    for (const replay of [...all, aReplay({ id: 'r9' })]) await store.write(replay);
    const [one, two, three] = all;
    expect(await store.list({ webhookId, limit: 2 })).toEqual({ items: [three, two], next: 'r2' });
    expect(await store.list({ webhookId, limit: 2, after: 'r2' })).toEqual({ items: [one], next: undefined });
    expect(await store.list({ webhookId, limit: 3 })).toEqual({ items: [three, two, one], next: undefined });
    expect(await store.list({ webhookId: randomUUID(), limit: 3 })).toEqual({ items: [], next: undefined });
  });
});

test('a replay in DynamoDB expires only once it has ended, and its retention counts from then', async () => {
  const [{ clients } = { clients: undefined }] = callers;
  if (clients === undefined) throw new Error('There is no caller.');
  const table = stack.outputs.TableName;
  const store = dynamodbReplayStore(clients.dynamoDb, { table, retentionDays: 30 });
  const replay = aReplay({ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-03-01T00:00:00.000Z' });
  const ttl = async () => {
    const Key = { pk: `REPLAYS#${replay.webhookId}`, sk: replay.id };
    return (await clients.dynamoDb.get({ TableName: table, Key })).Item?.ttl;
  };
  await store.write(replay);
  expect(await ttl()).toBeUndefined();
  await store.write({ ...replay, status: 'completed', version: 2 });
  expect(await ttl()).toBe(Date.parse('2026-03-31T00:00:00.000Z') / 1000);
});
