import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dynamodbReplayStore } from '../../functions/shared/adapters/dynamodb-replay-store.ts';
import type { ReplayStore } from '../../functions/shared/application/ports/replay-store.ts';
import type { Replay } from '../../functions/shared/domain/replay.ts';
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

describe.each(stores)('the replay store $name', ({ make }) => {
  test('gives back what was written and refuses what was worked out from an older version', async () => {
    const store = make();
    const webhookId = randomUUID();
    const time = new Date().toISOString();
    const replay: Replay = {
      id: 'r1',
      space: 'acme',
      webhookId,
      since: time,
      until: time,
      statuses: ['exhausted'],
      eventTypes: ['hit.detected'],
      dryRun: false,
      state: 'running',
      matched: 0,
      replayed: 0,
      createdAt: time,
      updatedAt: time,
      version: 1,
    };
    expect(await store.write(replay)).toBe('written');
    expect(await store.write(replay)).toBe('conflict');
    const next: Replay = { ...replay, matched: 3, cursor: 'x', state: 'cancelled', version: 2 };
    expect(await store.write(next)).toBe('written');
    expect(await store.find({ webhookId, replayId: 'r1' })).toEqual(next);
    expect(await store.find({ webhookId, replayId: 'r2' })).toBeUndefined();
  });
});
