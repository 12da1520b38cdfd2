import { expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { deliveryItem } from '../../../functions/shared/deliveries/adapters/dynamodb-delivery-item.ts';
import { dynamodbDeliveryStore } from '../../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { gatherDeliveries } from '../../../functions/shared/deliveries/application/gather-deliveries.ts';
import type { DeliveryStatus } from '../../../functions/shared/deliveries/domain/delivery.ts';
import type { DynamoDb } from '../../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const clock = new VirtualClock('2026-01-01T00:00:00.000Z');
const count = 100_000;
const idOf = (number: number) => `${encodeTime(1_760_000_000_000 + number)}${String(number).padStart(16, '0')}`;
/** Every ten thousandth, the oldest included. */
const statusOf = (number: number): DeliveryStatus => (number % 10_000 === 0 ? 'exhausted' : 'succeeded');

const numbers = Array.from({ length: count }, (_, number) => count - 1 - number);
const partitions = Map.groupBy(
  numbers.map((number) =>
    deliveryItem(aDelivery({ id: idOf(number), status: statusOf(number) }), { retentionDays: 30 }),
  ),
  ({ pk }) => pk,
);

/** A table with a hundred thousand deliveries of one webhook, which tells how many items each of its queries read. */
function tableOfMany() {
  const reads: number[] = [];
  const query: DynamoDb['query'] = async ({ ExpressionAttributeValues: values = {}, Limit = Number.NaN }) => {
    const isInRange = ({ sk }: Readonly<{ sk: string }>) => sk >= values[':from'] && sk <= values[':to'];
    const inRange = (partitions.get(values[':pk']) ?? []).filter(isInRange);
    const read = inRange.slice(0, Limit);
    reads.push(read.length);
    const Items = read.filter(({ status }) => values[':status0'] === undefined || status === values[':status0']);
    return { Items, LastEvaluatedKey: read.length < inRange.length ? read.at(-1) : undefined };
  };
  return { store: dynamodbDeliveryStore(dynamoDbStub({ query }), { table: 'table', retentionDays: 30 }), reads };
}

/** Requests a list until it has as many deliveries as wanted, or ends. */
async function request(status: DeliveryStatus | undefined, wanted: number) {
  const { store, reads } = tableOfMany();
  const found: string[] = [];
  const requests: Readonly<{ queries: number; records: number }>[] = [];
  let after: string | undefined;
  do {
    const before = reads.length;
    const statuses = status && [status];
    const page = await gatherDeliveries({ limit: 50, after, clock }, (part) =>
      store.list({ webhookId: 'wh_1', statuses, ...part }),
    );
    const its = reads.slice(before);
    requests.push({ queries: its.length, records: its.reduce((sum, records) => sum + records, 0) });
    found.push(...page.deliveries.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined && found.length < wanted);
  return { found, requests };
}

test('the ten exhausted of a hundred thousand deliveries are found with few requests of bounded size', async () => {
  const { found, requests } = await request('exhausted', 50);
  expect(found).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((number) => idOf(number * 10_000)));
  expect(requests.length).toBeLessThanOrEqual(6);
  for (const { queries, records } of requests) {
    expect(queries).toBeLessThanOrEqual(40);
    expect(records).toBeLessThanOrEqual(33_000);
  }
});

test('a page without a filter, or of what most deliveries are, reads little more than it shows', async () => {
  for (const status of [undefined, 'succeeded'] as const) {
    const { found, requests } = await request(status, 50);
    expect(found).toHaveLength(50);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.records).toBeLessThan(200);
  }
});
