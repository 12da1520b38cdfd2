import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { secretKeyring } from '../../functions/shared/platform/adapters/secret-keyring.ts';
import { dynamodbTokenStore } from '../../functions/shared/webhooks/adapters/dynamodb-token-store.ts';
import type { TokenStore } from '../../functions/shared/webhooks/application/ports.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryTokenStore } from '../support/in-memory/token-store.ts';

const text = async () => JSON.stringify({ current: 'k'.repeat(64) });
const sealed = { table: stack.outputs.TableName, keyring: secretKeyring({ read: text, readAgain: text }) };

const stores = [
  { name: 'in memory', make: (): TokenStore => new InMemoryTokenStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): TokenStore => dynamodbTokenStore(clients.dynamoDb, sealed),
  })),
];

const now = Date.now();
const token = { value: 'hush-token', expiresAt: now + 3_600_000 };

describe.each(stores)('the token store $name', ({ make }) => {
  const aRef = () => ({ webhookId: randomUUID(), fingerprint: 'f' });

  test('has one claim at a time, which ends by itself', async () => {
    const [store, ref] = [make(), aRef()];
    const until = now + 10_000;
    expect(await store.claim(ref, { now, until })).toBe('claimed');
    expect(await store.claim(ref, { now: until - 1, until: until + 1 })).toBe('taken');
    expect(await store.find(ref)).toEqual({ claimedUntil: until });
    expect(await store.claim({ ...ref, fingerprint: 'g' }, { now, until })).toBe('claimed');
    expect(await store.claim(ref, { now: until, until: until + 10_000 })).toBe('claimed');
  });

  test('keeps a token, which ends the claim, or why there is none', async () => {
    const [store, ref] = [make(), aRef()];
    expect(await store.find(ref)).toEqual({});
    await store.claim(ref, { now, until: now + 10_000 });
    await store.put(ref, { token });
    expect(await store.find(ref)).toEqual({ token });
    expect(await store.claim(ref, { now, until: now + 10_000 })).toBe('claimed');
    await store.put(ref, { claimedUntil: now + 5_000, failure: 'no token' });
    expect(await store.find(ref)).toEqual({ claimedUntil: now + 5_000, failure: 'no token' });
    expect(await store.claim(ref, { now, until: now + 10_000 })).toBe('taken');
  });
});
