import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { dynamodbDeliveryStore } from '../../functions/shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbWaitingDeliveries } from '../../functions/shared/adapters/dynamodb-waiting-deliveries.ts';
import type { DeliveryStore } from '../../functions/shared/application/ports/delivery-store.ts';
import type { Waiting, WaitingDeliveries } from '../../functions/shared/application/ports/waiting-deliveries.ts';
import type { Delivery, LanePlace } from '../../functions/shared/domain/delivery.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { aDelivery } from '../support/records/delivery.ts';

type Store = Readonly<{ deliveries: DeliveryStore; waiting: WaitingDeliveries }>;

const stores = [
  {
    name: 'in memory',
    make: (): Store => {
      const store = new InMemoryDeliveryStore();
      return { deliveries: store, waiting: store };
    },
  },
  ...callers.map(({ caller, clients: { dynamoDb } }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): Store => {
      const table = stack.outputs.TableName;
      return {
        deliveries: dynamodbDeliveryStore(dynamoDb, { table, retentionDays: 30 }),
        waiting: dynamodbWaitingDeliveries(dynamoDb, table),
      };
    },
  })),
];

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
const idAt = (n: number) => `${encodeTime(Date.parse(minute(n)))}0000000000000000`;

describe.each(stores)('waiting deliveries $name', ({ make }) => {
  let store: Store;
  let webhookId: string;
  beforeEach(() => {
    store = make();
    webhookId = randomUUID();
  });

  const waiting = (n: number, place: LanePlace): Delivery =>
    aDelivery({ webhookId, id: idAt(n), state: 'retrying', place, nextAttemptAt: place.dueAt });
  const find = async (n: number) => (await store.deliveries.find([{ webhookId, deliveryId: idAt(n) }]))[0];
  const query = (queue: LanePlace['queue'], limit = 10) => store.waiting.query({ webhookId, queue, limit });

  test('are found in their queue, earliest first, and are given back whole', async () => {
    const late = waiting(1, { queue: 'scheduled', dueAt: minute(9) });
    const early = waiting(2, { queue: 'scheduled', dueAt: minute(5) });
    const unsent = waiting(3, { queue: 'unsent', dueAt: minute(1) });
    await store.deliveries.recordFirst([late, early, unsent, aDelivery({ webhookId, id: idAt(4) })]);
    const place = { webhookId, queue: 'scheduled' } as const;
    expect(await query('scheduled')).toEqual([
      { ...place, deliveryId: early.id, dueAt: minute(5) },
      { ...place, deliveryId: late.id, dueAt: minute(9) },
    ]);
    expect(await query('scheduled', 1)).toHaveLength(1);
    expect(await query('unsent')).toHaveLength(1);
    expect(await query('leased')).toEqual([]);
    expect(await find(2)).toEqual(early);
  });

  const lease = (places: readonly Waiting[], until: string) =>
    store.waiting.lease(places.map((waiting) => ({ waiting, until })));

  test('are leased only from the place where they were seen', async () => {
    await store.deliveries.recordFirst([
      waiting(1, { queue: 'scheduled', dueAt: minute(5) }),
      waiting(2, { queue: 'scheduled', dueAt: minute(6) }),
    ]);
    const seen = await query('scheduled');
    expect(await lease(seen.slice(0, 1), minute(30))).toEqual(['changed']);
    expect(await lease(seen, minute(40))).toEqual(['moved_on', 'changed']);
    expect(await find(1)).toMatchObject({ place: { queue: 'leased', dueAt: minute(30) }, nextAttemptAt: minute(5) });
    expect(await query('scheduled')).toEqual([]);
    expect((await query('leased')).map(({ dueAt }) => dueAt)).toEqual([minute(30), minute(40)]);
  });

  describe('are changed', () => {
    const leased = () => waiting(1, { queue: 'leased', dueAt: minute(30) });
    const attempt = (number: number) => ({
      number,
      startedAt: minute(6),
      durationMs: 5,
      reason: 'HTTP 500.',
      status: 500,
    });
    const retried = (delivery: Delivery): Delivery => ({
      ...delivery,
      attempts: [...delivery.attempts, attempt(delivery.attempts.length + 1)],
      place: { queue: 'scheduled', dueAt: minute(20) },
      nextAttemptAt: minute(20),
    });
    const ended = ({ place: _place, nextAttemptAt: _next, ...rest }: Delivery): Delivery => ({
      ...rest,
      state: 'discarded',
      reason: 'The webhook was deleted.',
    });

    test('once for each attempt', async () => {
      await store.deliveries.recordFirst([leased()]);
      const change = { before: leased(), after: retried(leased()) };
      expect(await store.waiting.change([change])).toEqual(['changed']);
      expect(await store.waiting.change([change])).toEqual(['moved_on']);
      expect(await find(1)).toEqual(change.after);
      expect((await query('scheduled')).map(({ dueAt }) => dueAt)).toEqual([minute(20)]);
    });

    test('once also when most attempts are no longer kept', async () => {
      const kept = [attempt(1), attempt(300)];
      const before = { ...leased(), attempts: kept };
      await store.deliveries.recordFirst([before]);
      const after = { ...retried(before), attempts: [...kept, attempt(301)] };
      expect(await store.waiting.change([{ before, after }])).toEqual(['changed']);
      expect(await store.waiting.change([{ before: { ...after, attempts: kept }, after }])).toEqual(['moved_on']);
      expect(await find(1)).toEqual(after);
    });

    test('to an end that is final, out of every queue, and that a new round may follow', async () => {
      await store.deliveries.recordFirst([leased()]);
      expect(await store.waiting.change([{ before: leased(), after: ended(leased()) }])).toEqual(['changed']);
      expect(await store.waiting.change([{ before: leased(), after: retried(leased()) }])).toEqual(['moved_on']);
      expect(await query('leased')).toEqual([]);
      const end = await find(1);
      expect(end).toEqual(ended(leased()));
      const round = { id: 'click', trigger: 'manual', startedAt: minute(40), attemptsBefore: 1 } as const;
      const again: Delivery = {
        ...ended(leased()),
        state: 'pending',
        round,
        roundIds: ['click'],
        place: { queue: 'unsent', dueAt: minute(40) },
      };
      expect(await store.waiting.change([{ before: ended(leased()), after: again }])).toEqual(['changed']);
      expect(await store.waiting.change([{ before: ended(leased()), after: again }])).toEqual(['moved_on']);
      expect(await find(1)).toEqual(again);
    });

    test('never into being', async () => {
      expect(await store.waiting.change([{ before: leased(), after: retried(leased()) }])).toEqual(['moved_on']);
      const place = { webhookId, deliveryId: idAt(1), queue: 'leased', dueAt: minute(30) } as const;
      expect(await lease([place], minute(50))).toEqual(['moved_on']);
      expect(await find(1)).toBeUndefined();
    });
  });

  test('and all others are read as a history, by the time of their events', async () => {
    const all = [1, 2, 3, 4].map((n) => aDelivery({ webhookId, id: idAt(n) }));
    await store.deliveries.recordFirst(all);
    const range = { webhookId, since: minute(2), until: minute(4) };
    expect(await store.waiting.history({ ...range, limit: 1 })).toEqual({ deliveries: [all[1]], more: true });
    const rest = await store.waiting.history({ ...range, limit: 1, after: idAt(2) });
    expect(rest).toEqual({ deliveries: [all[2]], more: false });
    const backwards = await store.waiting.history({ webhookId, since: minute(4), until: minute(2), limit: 1 });
    expect(backwards).toEqual({ deliveries: [], more: false });
  });
});
