import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbWaitItems } from '../../functions/shared/deliveries/adapters/dynamodb-wait-items.ts';
import type { WaitCursor, WaitItems } from '../../functions/shared/deliveries/application/ports.ts';
import { leaseOf, type WaitItem } from '../../functions/shared/deliveries/domain/wait-item.ts';
import { partitionOf } from '../../functions/shared/platform/domain/partition.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryWaitItems } from '../support/in-memory/wait-items.ts';
import { aWaitItem } from '../support/records/wait-item.ts';

const stores = [
  { name: 'in memory', make: (): WaitItems => new InMemoryWaitItems() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): WaitItems => dynamodbWaitItems(clients.dynamoDb, stack.outputs.TableName),
  })),
];

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();

describe.each(stores)('the wait items $name', ({ make }) => {
  let items: WaitItems;
  let webhookId: string;
  beforeEach(() => {
    items = make();
    webhookId = randomUUID();
  });

  const item = (n: number, changes: Partial<WaitItem> = {}): WaitItem =>
    aWaitItem({ webhookId, deliveryId: `delivery-${n}`, dueAt: minute(n), recordedDueAt: minute(n), ...changes });
  const find = (changes: Partial<Parameters<WaitItems['find']>[0]> = {}) =>
    items.find({ webhookId, partitions: 1, limit: 10, ...changes });
  const none = { parked: [], scheduled: [], leased: [] };

  test('are given back whole, by queue, earliest first', async () => {
    const all = [
      item(9),
      item(5, { ruleId: 'rule_1', version: 12 }),
      item(3, { queue: 'parked' }),
      item(7, { queue: 'leased', recordedDueAt: minute(2) }),
    ];
    expect(await items.put(all)).toEqual(['put', 'put', 'put', 'put']);
    await items.put([item(1, { webhookId: randomUUID() })]);
    expect(await find()).toEqual({ parked: [all[2]], scheduled: [all[1], all[0]], leased: [all[3]] });
  });

  test('are the same item when they are put again', async () => {
    await items.put([item(1)]);
    expect(await items.put([item(1)])).toEqual(['put']);
    expect((await find()).scheduled).toEqual([item(1)]);
  });

  test('are found up to the limit of each queue, also when there are more than one response holds', async () => {
    const all = [1, 2, 3, 4].flatMap((n) => [item(n), item(n, { queue: 'parked' })]);
    await items.put(all);
    const found = await find({ limit: 2 });
    expect(found.scheduled.map(({ dueAt }) => dueAt)).toEqual([minute(1), minute(2)]);
    expect(found.parked.map(({ dueAt }) => dueAt)).toEqual([minute(1), minute(2)]);
    expect(found.leased).toEqual([]);
  });

  test('are walked through, all of them, page by page and partition by partition', async () => {
    const queues = ['parked', 'scheduled', 'leased'] as const;
    const all = Array.from({ length: 20 }, (_, n) =>
      item(n, { queue: queues[n % 3], partition: partitionOf(`delivery-${n}`, 4) }),
    );
    await items.put(all);
    const seen: WaitItem[] = [];
    let cursor: WaitCursor | undefined;
    let pages = 0;
    do {
      const page = await items.walk({ webhookId, partitions: 4, limit: 3, cursor });
      seen.push(...page.items);
      cursor = page.next;
      pages += 1;
    } while (cursor !== undefined);
    expect(seen.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1))).toEqual(all);
    expect(pages).toBeGreaterThan(4);
  });

  test('of several partitions are found together, and only those of the partitions asked for', async () => {
    const all = Array.from({ length: 40 }, (_, n) => item(n, { partition: partitionOf(`delivery-${n}`, 8) }));
    await items.put(all);
    expect((await find({ partitions: 8, limit: 80 })).scheduled).toEqual(all);
    const first = (await find({ partitions: 1, limit: 80 })).scheduled;
    expect(first).toEqual(all.filter(({ partition }) => partition === 0));
    expect(new Set(all.map(({ partition }) => partition)).size).toBe(8);
  });

  test('are leased by one of those who try, out of their queue; the lease of another stays', async () => {
    await items.put([item(1), item(2)]);
    const [one, other] = [minute(30), minute(31)];
    expect(await items.lease([{ item: item(1), until: one }])).toEqual(['leased']);
    expect(
      await items.lease([
        { item: item(1), until: other },
        { item: item(2), until: other },
      ]),
    ).toEqual(['gone', 'leased']);
    expect(await find()).toEqual({
      ...none,
      leased: [leaseOf(item(1), one), leaseOf(item(1), other), leaseOf(item(2), other)],
    });
  });

  test('keep what two writers put for one delivery apart, in their queue and when they are leased', async () => {
    const [one, other] = [item(1), item(1, { dueAt: minute(2), recordedDueAt: minute(2) })];
    await items.put([one, other]);
    const until = minute(30);
    await items.lease([one, other].map((each) => ({ item: each, until })));
    await items.remove([leaseOf(one, until)]);
    expect(await find()).toEqual({ ...none, leased: [leaseOf(other, until)] });
  });

  test('are removed, also when they are gone already, and others stay', async () => {
    await items.put([item(1), item(2)]);
    await items.remove([item(1)]);
    await items.remove([item(1), item(2, { version: 9 })]);
    expect((await find()).scheduled).toEqual([item(2)]);
  });

  test('are written and found by the hundred', async () => {
    const all = Array.from({ length: 120 }, (_, n) => item(n, { queue: 'parked' }));
    expect(new Set(await items.put(all))).toEqual(new Set(['put']));
    expect((await find({ limit: 200 })).parked).toHaveLength(120);
  });
});
