import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbEscalationLedger } from '../../functions/shared/results/adapters/dynamodb-escalation-ledger.ts';
import type { EscalationLedger } from '../../functions/shared/results/application/ports.ts';
import type { Escalation } from '../../functions/shared/results/domain/escalation.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryEscalationLedger } from '../support/in-memory/escalation-ledger.ts';

const ledgers = [
  { name: 'in memory', make: (): EscalationLedger => new InMemoryEscalationLedger() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): EscalationLedger => dynamodbEscalationLedger(clients.dynamoDb, stack.outputs.TableName),
  })),
];

const future = Date.UTC(2100, 0, 1);

describe.each(ledgers)('the escalation ledger $name', ({ make }) => {
  let ledger: EscalationLedger;
  let owner: string;
  beforeEach(() => {
    ledger = make();
    owner = `${randomUUID()}@example.com`;
  });

  const entry = (changes: Partial<Escalation> = {}): Escalation => ({
    owner,
    notice: {
      kind: 'delivery.exhausted',
      space: 'acme',
      deliveryId: 'd1',
      target: { kind: 'webhook', id: 'wh#1', name: 'Alerts' },
      url: 'https://hooks.example.com/',
      error: 'The endpoint failed: HTTP 500.',
    },
    unmailed: 2,
    unmailedSince: future - 1,
    quietUntil: future,
    mailing: { count: 1, until: future - 5 },
    seen: ['d1', 'd2'],
    version: 1,
    ...changes,
  });
  const key = () => ({ owner, targetId: 'wh#1', kind: 'delivery.exhausted' }) as const;

  test('gives back what was written, by owner, target and kind', async () => {
    await ledger.write(entry());
    expect(await ledger.find(key())).toEqual(entry());
    expect(await ledger.find({ ...key(), kind: 'webhook.disabled' })).toBeUndefined();
  });

  test('refuses a write that was worked out from an older version', async () => {
    expect(await ledger.write(entry())).toBe('written');
    expect(await ledger.write(entry())).toBe('conflict');
    expect(await ledger.write(entry({ version: 2 }))).toBe('written');
  });

  test('finds mails that are due, while there is a failure to mail', async () => {
    await ledger.write(entry());
    expect(await ledger.dueBy(future - 1)).not.toContainEqual(key());
    expect(await ledger.dueBy(future)).toContainEqual(key());
    await ledger.write(entry({ unmailed: 0, version: 2 }));
    expect(await ledger.dueBy(future)).not.toContainEqual(key());
  });
});
