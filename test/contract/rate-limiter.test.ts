import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dynamodbRateLimiter } from '../../functions/shared/lanes/adapters/dynamodb-rate-limiter.ts';
import type { RateLimiter } from '../../functions/shared/lanes/application/ports.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryRateLimiter } from '../support/in-memory/rate-limiter.ts';

const limiters = [
  { name: 'in memory', make: (): RateLimiter => new InMemoryRateLimiter() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): RateLimiter => dynamodbRateLimiter(clients.dynamoDb, stack.outputs.TableName),
  })),
];

describe.each(limiters)('the rate limiter $name', ({ make }) => {
  test('grants as many requests in a second as are allowed, and as many in the next', async () => {
    const limiter = make();
    const webhookId = randomUUID();
    const take = (wanted: number, at: string) =>
      limiter.acquire({ webhookId, perSecond: 5, wanted, now: new Date(at) });
    expect(await take(3, '2026-01-01T00:00:00.100Z')).toBe(3);
    expect(await take(3, '2026-01-01T00:00:00.900Z')).toBe(2);
    expect(await take(1, '2026-01-01T00:00:00.999Z')).toBe(0);
    expect(await take(9, '2026-01-01T00:00:01.000Z')).toBe(5);
  });
});
