import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbDeliveryStore } from '../../functions/shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepAnswers } from '../../functions/shared/adapters/dynamodb-step-answers.ts';
import type { DeliveryStore } from '../../functions/shared/application/ports/delivery-store.ts';
import type { StepAnswers } from '../../functions/shared/application/ports/step-answers.ts';
import type { Delivery } from '../../functions/shared/domain/delivery.ts';
import { maxResponseBytes } from '../../functions/shared/domain/http-result.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryDeliveryStore } from '../support/in-memory/delivery-store.ts';
import { InMemoryStepAnswers } from '../support/in-memory/step-answers.ts';
import { anExecution } from '../support/records/execution.ts';

type Stores = Readonly<{ deliveries: DeliveryStore; answers: StepAnswers }>;

const kept = { table: stack.outputs.TableName, retentionDays: 30 };
const stores = [
  {
    name: 'in memory',
    make: (): Stores => {
      const deliveries = new InMemoryDeliveryStore();
      return { deliveries, answers: new InMemoryStepAnswers() };
    },
  },
  ...callers.map(({ caller, clients: { dynamoDb } }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): Stores => ({
      deliveries: dynamodbDeliveryStore(dynamoDb, kept),
      answers: dynamodbStepAnswers(dynamoDb, kept),
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
    execution: before.execution && { ...before.execution, step: 1, attemptsBefore: 1, answers: ['a'] },
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

  test('have their answers kept byte by byte, each by its name, up to 100 KB', async () => {
    const of = { ruleId, executionId: 'x_1' };
    const small = { url: 'https://a.example/?x=1', body: new Uint8Array([0, 255, 1]) };
    const large = { url: 'https://b.example/', body: new Uint8Array(maxResponseBytes).fill(7) };
    await store.answers.put({ ...of, name: 'small', answer: small });
    await store.answers.put({ ...of, name: 'large', answer: large });
    await store.answers.put({ ...of, name: 'small', answer: small });
    expect(await store.answers.find({ ...of, names: ['large', 'none', 'small', 'large'] })).toEqual([
      large,
      undefined,
      small,
      large,
    ]);
    expect(await store.answers.find({ ...of, executionId: 'x_2', names: ['small'] })).toEqual([undefined]);
  });
});
