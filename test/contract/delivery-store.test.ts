import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { deliveryKey } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-item.ts';
import { dynamodbDeliveryStore } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import type { DeliveryQuery, DeliveryStore } from '../../functions/shared/deliveries/application/ports.ts';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { deliveryId } from '../../functions/shared/events/domain/delivery-id.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { aDelivery } from '../support/records/delivery.ts';

const stores = [
  { name: 'in memory', make: (): DeliveryStore => new InMemoryDeliveryStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): DeliveryStore =>
      dynamodbDeliveryStore(clients.dynamoDb, { table: stack.outputs.TableName, retentionDays: 30 }),
  })),
];

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
const idAt = (n: number) => `${encodeTime(Date.parse(minute(n)))}0000000000000000`;

describe.each(stores)('the delivery store $name', ({ make }) => {
  let store: DeliveryStore;
  let webhookId: string;
  beforeEach(() => {
    store = make();
    webhookId = randomUUID();
  });

  const delivery = (changes: Partial<Delivery> = {}) => aDelivery({ webhookId, ...changes });

  test('gives back what was recorded', async () => {
    const one = delivery({ response: { approved: true, why: null } });
    const other = delivery({ id: idAt(1), status: 'discarded', attempts: [], reason: 'The webhook is disabled.' });
    expect(await store.recordFirst([one, other])).toEqual(['recorded', 'recorded']);
    const refs = [one, other].map(({ id }) => ({ webhookId, deliveryId: id }));
    expect(sorted(await store.find([...refs, { webhookId, deliveryId: idAt(9) }]))).toEqual(sorted([one, other]));
  });

  test('keeps any response, deeper and with larger numbers than a table knows', async () => {
    const one = delivery({
      response: { deep: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`), large: 1e200, '': '' },
    });
    await store.recordFirst([one]);
    expect(await store.find([{ webhookId, deliveryId: one.id }])).toEqual([one]);
  });

  test('never writes over a record, and says which of a batch it left alone', async () => {
    await store.recordFirst([delivery({ id: idAt(3) })]);
    const batch = Array.from({ length: 30 }, (_, n) => delivery({ id: idAt(n), status: 'failed' }));
    expect(await store.recordFirst(batch)).toEqual(batch.map((_, n) => (n === 3 ? 'already_recorded' : 'recorded')));
    const [kept] = await store.find([{ webhookId, deliveryId: idAt(3) }]);
    expect(kept?.status).toBe('succeeded');
  });

  describe('changes', () => {
    const waiting = () =>
      delivery({ id: idAt(1), status: 'retrying', position: { queue: 'scheduled', dueAt: minute(30) } });
    const ended = ({ position: _position, ...rest }: Delivery): Delivery => ({
      ...rest,
      status: 'discarded',
      version: rest.version + 1,
      reason: 'The webhook was deleted.',
    });
    const find = async () => (await store.find([{ webhookId, deliveryId: idAt(1) }]))[0];

    test('a delivery once for each version', async () => {
      await store.recordFirst([waiting()]);
      const after = { ...waiting(), version: 2, position: { queue: 'parked', dueAt: minute(20) } as const };
      expect(await store.change([{ before: waiting(), after }])).toEqual(['changed']);
      expect(await store.change([{ before: waiting(), after }])).toEqual(['moved_on']);
      expect(await find()).toEqual(after);
    });

    test('it to an end that is final, and into a new round after that', async () => {
      await store.recordFirst([waiting()]);
      expect(await store.change([{ before: waiting(), after: ended(waiting()) }])).toEqual(['changed']);
      expect(await store.change([{ before: waiting(), after: { ...waiting(), version: 2 } }])).toEqual(['moved_on']);
      expect(await find()).toEqual(ended(waiting()));
      const round = { id: 'click', trigger: 'manual', startedAt: minute(40), attemptsBefore: 1 } as const;
      const again: Delivery = { ...waiting(), status: 'pending', version: 3, round, roundIds: ['click'] };
      expect(await store.change([{ before: ended(waiting()), after: again }])).toEqual(['changed']);
      expect(await find()).toEqual(again);
    });

    test('nothing into being', async () => {
      expect(await store.change([{ before: waiting(), after: ended(waiting()) }])).toEqual(['moved_on']);
      expect(await find()).toBeUndefined();
    });
  });

  test('gives a history by the time of the events, page by page', async () => {
    const all = Array.from({ length: 30 }, (_, n) => delivery({ id: idAt(n) }));
    await store.recordFirst(all);
    const range = { webhookId, since: minute(2), until: minute(28), limit: 7 };
    const found: Delivery[] = [];
    for (let after: string | undefined, more = true; more; after = found.at(-1)?.id) {
      const page = await store.history({ ...range, after });
      expect(page.deliveries.length).toBeLessThanOrEqual(7);
      found.push(...page.deliveries);
      more = page.more;
      expect(page.deliveries.length > 0 || !more).toBe(true);
    }
    expect(found).toEqual(all.slice(2, 28));
    const backwards = await store.history({ webhookId, since: minute(4), until: minute(2), limit: 1 });
    expect(backwards).toEqual({ deliveries: [], more: false });
  });

  describe('lists', () => {
    beforeEach(async () => {
      await store.recordFirst([
        // Sent after all others, though its event is of before.
        delivery({ id: idAt(1), createdAt: minute(9) }),
        delivery({ id: idAt(2), status: 'failed', createdAt: minute(2) }),
        delivery({ id: idAt(3), eventType: 'system.user.added', createdAt: minute(3) }),
        delivery({ id: idAt(4), status: 'failed', createdAt: minute(4) }),
        delivery({ id: idAt(5), webhookId: randomUUID() }),
      ]);
    });

    const all = async (query: Partial<DeliveryQuery>) => {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.list({ webhookId, limit: 2, after, ...query });
        expect(page.deliveries.length).toBeLessThanOrEqual(2);
        found.push(...page.deliveries.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      return found;
    };

    test.each<[string, Partial<DeliveryQuery>, number[]]>([
      ["one webhook's, newest first, page by page", {}, [4, 3, 2, 1]],
      ['of a status', { statuses: ['failed'] }, [4, 2]],
      ['of an event type', { eventType: 'system.user.added' }, [3]],
      ['since a time, which counts', { since: minute(2) }, [4, 3, 2]],
      ['until a time, which does not count', { until: minute(3) }, [2, 1]],
      ['created since a time, which counts', { createdSince: minute(4) }, [4, 1]],
      ['created until a time, which does not count', { createdUntil: minute(4) }, [3, 2]],
      ['of earlier events that were created late', { until: minute(3), createdSince: minute(9) }, [1]],
      ['created in a span that ends before it begins', { createdSince: minute(9), createdUntil: minute(2) }, []],
      ['in a span that ends before it begins', { since: minute(4), until: minute(2) }, []],
      ['of all together', { since: minute(2), until: minute(4), statuses: ['failed'], eventType: 'hit.detected' }, [2]],
    ])('%s', async (_, query, minutes) => {
      expect(await all(query)).toEqual(minutes.map(idAt));
    });
  });
});

function sorted(deliveries: readonly Delivery[]) {
  return deliveries.toSorted((one, other) => one.id.localeCompare(other.id));
}

describe('the delivery store DynamoDB alone', () => {
  const table = stack.outputs.TableName;
  const store = dynamodbDeliveryStore(aws.dynamoDb, { table, retentionDays: 30 });
  const ttlOf = async (webhookId: string) => {
    const { Item } = await aws.dynamoDb.get({ TableName: table, Key: deliveryKey({ webhookId, deliveryId: idAt(1) }) });
    return Item?.ttl;
  };
  const days = 24 * 60 * 60;

  test('lets nothing expire that waits, and counts the retention from the end', async () => {
    const webhookId = randomUUID();
    const position = { queue: 'parked', dueAt: minute(1) } as const;
    const waiting = aDelivery({ webhookId, id: idAt(1), status: 'held', position });
    await store.recordFirst([waiting]);
    expect(await ttlOf(webhookId)).toBeUndefined();
    const { position: _over, ...rest } = waiting;
    const ended = { ...rest, status: 'discarded', version: 2, updatedAt: minute(50) } as const;
    await store.change([{ before: waiting, after: ended }]);
    expect(await ttlOf(webhookId)).toBe(Date.parse(minute(50)) / 1000 + 30 * days);
    await store.change([{ before: ended, after: { ...waiting, version: 3 } }]);
    expect(await ttlOf(webhookId)).toBeUndefined();
  });

  test('spreads the records of one webhook over eight partitions', async () => {
    const keys = Array.from({ length: 800 }, () =>
      deliveryKey({
        webhookId: 'wh',
        deliveryId: deliveryId({ envelopeId: randomUUID(), targetId: 'wh', time: new Date() }),
      }),
    );
    const sizes = [...Map.groupBy(keys, ({ pk }) => pk).values()].map((of) => of.length);
    expect(sizes).toHaveLength(8);
    expect(Math.max(...sizes)).toBeLessThan(160);
  });
});
