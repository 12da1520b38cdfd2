import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { dynamodbDeliveryStore } from '../../functions/shared/adapters/dynamodb-delivery-store.ts';
import type { DeliveryQuery, DeliveryStore } from '../../functions/shared/application/ports/delivery-store.ts';
import type { Delivery } from '../../functions/shared/domain/delivery.ts';
import { callers } from '../support/aws-callers.ts';
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
    const other = delivery({ id: idAt(1), state: 'discarded', attempts: [], reason: 'The webhook is disabled.' });
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
    const batch = Array.from({ length: 30 }, (_, n) => delivery({ id: idAt(n), state: 'failed' }));
    expect(await store.recordFirst(batch)).toEqual(batch.map((_, n) => (n === 3 ? 'already_recorded' : 'recorded')));
    const [kept] = await store.find([{ webhookId, deliveryId: idAt(3) }]);
    expect(kept?.state).toBe('succeeded');
  });

  describe('lists', () => {
    beforeEach(async () => {
      await store.recordFirst([
        delivery({ id: idAt(1) }),
        delivery({ id: idAt(2), state: 'failed' }),
        delivery({ id: idAt(3), eventType: 'system.user.added' }),
        delivery({ id: idAt(4), state: 'failed' }),
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
      ['of a state', { states: ['failed'] }, [4, 2]],
      ['of an event type', { eventType: 'system.user.added' }, [3]],
      ['since a time, which counts', { since: minute(2) }, [4, 3, 2]],
      ['until a time, which does not count', { until: minute(3) }, [2, 1]],
      ['in a span that ends before it begins', { since: minute(4), until: minute(2) }, []],
      ['of all together', { since: minute(2), until: minute(4), states: ['failed'], eventType: 'hit.detected' }, [2]],
    ])('%s', async (_, query, minutes) => {
      expect(await all(query)).toEqual(minutes.map(idAt));
    });
  });
});

function sorted(deliveries: readonly Delivery[]) {
  return deliveries.toSorted((one, other) => one.id.localeCompare(other.id));
}
