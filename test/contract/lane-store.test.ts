import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbLaneStore } from '../../functions/shared/adapters/dynamodb-lane-store.ts';
import type { LaneStore } from '../../functions/shared/application/ports/lane-store.ts';
import type { Lane } from '../../functions/shared/domain/lane.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';

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
    state: 'open',
    generation: 3,
    executions: [{ generation: 3, lookAt: time }],
    openUntil: time + 1,
    told: [{ at: time + 2, dueAt: time }, { at: time + 20_000 }],
    lookedAt: time + 3,
    checkAt: time + 4,
    circuit: { state: 'open', openedAt: time, probeAt: time + 30_000, probes: 2 },
    perLook: 100,
    rateBacklog: true,
    replays: ['a', 'b'],
    version: 1,
    ...changes,
  });

  test('gives back what was written, and nothing for a webhook without a lane', async () => {
    await store.write(lane({ state: 'closed' }));
    const found = await store.read([webhookId, randomUUID(), webhookId]);
    expect([...found]).toEqual([[webhookId, lane({ state: 'closed' })]]);
    const {
      lookedAt: _looked,
      checkAt: _check,
      ...closed
    } = lane({
      state: 'closed',
      executions: [],
      told: [],
      version: 2,
      circuit: { state: 'closed', failures: 1 },
    });
    await store.write(closed);
    expect((await store.read([webhookId])).get(webhookId)).toEqual(closed);
  });

  test('refuses a write that was worked out from an older version', async () => {
    expect(await store.write(lane({ state: 'closed' }))).toBe('written');
    expect(await store.write(lane({ state: 'closed' }))).toBe('conflict');
    expect(await store.write(lane({ state: 'closed', version: 3 }))).toBe('conflict');
    expect(await store.write(lane({ state: 'closed', version: 2 }))).toBe('written');
  });

  test('finds open lanes by the time at which they are to be seen to', async () => {
    const future = Date.UTC(2100, 0, 1);
    const unchecked = { checkAt: undefined, executions: [{ generation: 3, lookAt: future }] };
    await store.write(lane(unchecked));
    expect(await store.attendedBy(future)).not.toContain(webhookId);
    expect(await store.attendedBy(future + 600_000)).toContain(webhookId);
    await store.write(lane({ ...unchecked, checkAt: future, version: 2 }));
    expect(await store.attendedBy(future - 1)).not.toContain(webhookId);
    expect(await store.attendedBy(future)).toContain(webhookId);
    await store.write(lane({ state: 'closed', executions: [], version: 3 }));
    expect(await store.attendedBy(future)).not.toContain(webhookId);
  });
});
