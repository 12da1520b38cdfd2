import { randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbDeliveryStore } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepResponses } from '../../functions/shared/deliveries/adapters/dynamodb-step-responses.ts';
import type { DeliveryStore, StepResponses } from '../../functions/shared/deliveries/application/ports.ts';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { maxResponseBytes } from '../../functions/shared/https/domain/http-result.ts';
import { callers } from '../support/aws-callers.ts';
import { stack, dynamoDb as table } from '../support/deployed-stack.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { InMemoryStepResponses } from '../support/in-memory/step-responses.ts';
import { anExecution } from '../support/records/execution.ts';

type Stores = Readonly<{ deliveries: DeliveryStore; responses: StepResponses }>;

const kept = { table: stack.outputs.TableName, retentionDays: 30 };
const stores = [
  {
    name: 'in memory',
    make: (): Stores => {
      const deliveries = new InMemoryDeliveryStore();
      return { deliveries, responses: new InMemoryStepResponses() };
    },
  },
  ...callers.map(({ caller, clients: { dynamoDb } }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): Stores => ({
      deliveries: dynamodbDeliveryStore(dynamoDb, kept),
      responses: dynamodbStepResponses(dynamoDb, kept),
    }),
  })),
];

const leaseEnd = '2026-01-01T00:05:00.000Z';

describe.each(stores)("rules' executions $name", ({ make }) => {
  let store: Stores;
  let ruleId: string;
  let first: string;
  let second: string;
  beforeEach(() => {
    store = make();
    ruleId = randomUUID();
    first = randomUUID();
    second = randomUUID();
  });

  const execution = (): Delivery =>
    anExecution({
      webhookId: first,
      position: { queue: 'leased', dueAt: leaseEnd },
      execution: { ruleId, steps: [{ webhookId: first }, { webhookId: second }], domain: 'example.com' },
    });
  const ref = () => ({ ruleId, deliveryId: execution().id });
  const atSecondStep = (before: Delivery): Delivery => ({
    ...before,
    webhookId: second,
    version: before.version + 1,
    attempts: [{ number: 1, step: 1, webhookId: first, startedAt: leaseEnd, durationMs: 1, reason: 'HTTP 200.' }],
    execution: before.execution && { ...before.execution, step: 1, attemptsBefore: 1, responseNames: ['a'] },
  });

  test('are kept and listed under their rule, not under a webhook', async () => {
    expect(await store.deliveries.recordFirst([execution()])).toEqual(['recorded']);
    expect(await store.deliveries.find([ref()])).toEqual([execution()]);
    expect(await store.deliveries.list({ ruleId, limit: 9 })).toMatchObject({ deliveries: [execution()] });
    expect(await store.deliveries.list({ webhookId: first, limit: 9 })).toMatchObject({ deliveries: [] });
    expect(await store.deliveries.recordFirst([execution()])).toEqual(['already_recorded']);
  });

  test("move from one step's webhook to the next", async () => {
    const before = execution();
    await store.deliveries.recordFirst([before]);
    const after = atSecondStep(before);
    expect(await store.deliveries.change([{ before, after }])).toEqual(['changed']);
    expect(await store.deliveries.change([{ before, after }])).toEqual(['moved_on']);
    expect(await store.deliveries.find([ref()])).toEqual([after]);
  });

  test('have their responses stored byte by byte, each by its name, up to 100 KB', async () => {
    const of = { ruleId, executionId: 'x_1' };
    const small = { url: 'https://a.example/?x=1', body: new Uint8Array([0, 255, 1]) };
    const large = { url: 'https://b.example/', body: new Uint8Array(maxResponseBytes).fill(7) };
    await store.responses.put({ ...of, name: 'small', response: small });
    await store.responses.put({ ...of, name: 'large', response: large });
    await store.responses.put({ ...of, name: 'small', response: small });
    expect(await store.responses.find({ ...of, names: ['large', 'none', 'small', 'large'] })).toEqual([
      large,
      undefined,
      small,
      large,
    ]);
    expect(await store.responses.find({ ...of, executionId: 'x_2', names: ['small'] })).toEqual([undefined]);
  });
});

test.each(callers)(
  'answers stay while an execution waits to hand them on, in DynamoDB by $caller',
  async ({ clients }) => {
    const dayMs = 24 * 60 * 60 * 1000;
    const responses = dynamodbStepResponses(clients.dynamoDb, kept);
    const ref = { ruleId: randomUUID(), executionId: 'x_1' };
    const place = { TableName: kept.table, Key: { pk: `EXECUTION#${ref.ruleId}#x_1`, sk: 'one' } };
    await responses.put({ ...ref, name: 'one', response: { url: 'https://example.com/', body: new Uint8Array([1]) } });
    const daysLeft = async () =>
      Math.round((Number((await table.send(new GetCommand(place))).Item?.ttl) * 1000 - Date.now()) / dayMs);
    const age = (days: number) =>
      table.send(
        new UpdateCommand({
          ...place,
          UpdateExpression: 'SET #ttl = :ttl',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':ttl': Math.floor(Date.now() / 1000) + (30 - days) * 86_400 },
        }),
      );
    const keep = (days: number) =>
      responses.extendRetention([{ ...ref, names: ['one'], since: new Date(Date.now() - days * dayMs).toISOString() }]);
    await age(14);
    await keep(20);
    expect(await daysLeft()).toBe(16);
    await age(16);
    await keep(16);
    expect(await daysLeft()).toBe(30);
  },
);
