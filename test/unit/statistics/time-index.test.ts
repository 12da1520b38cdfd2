import type { BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { dynamodbDeliveryIndex } from '../../../functions/shared/statistics/adapters/dynamodb-time-index.ts';
import type { DeliveryEntry } from '../../../functions/shared/statistics/application/ports.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

type Page = Readonly<{ pk: unknown; sk: string; lines: unknown; ttl: unknown }>;

const start = Date.parse('2026-01-01T00:00:00Z');
const line = (number: number, eventType = 'hit'): DeliveryEntry => ({
  key: `${encodeTime(start)}${String(number).padStart(16, '0')}`,
  eventType,
  webhookId: 'wh',
});

describe('the time index, by what it writes and reads', () => {
  let pages: Page[];
  let queries: number;
  beforeEach(() => {
    pages = [];
    queries = 0;
  });

  /** A table that answers each write with this, and queries with what was written. */
  const indexOn = (answer: BatchStatementResponse = {}) => {
    const table = dynamoDbStub({
      batchExecuteStatement: async ({ Statements = [] }) => {
        for (const { Parameters: [pk, sk, lines, ttl] = [] } of Statements)
          pages.push({ pk, sk: String(sk), lines, ttl });
        return { Responses: Statements.map(() => answer) };
      },
      query: async ({ ExpressionAttributeValues: values, ExclusiveStartKey: from, Limit = 1 }) => {
        queries += 1;
        const rest = pages
          .filter(({ sk }) => sk >= values?.[':from'] && sk <= values?.[':to'] && (!from || sk < from.sk))
          .sort((one, other) => (one.sk > other.sk ? -1 : 1));
        return { Items: rest.slice(0, Limit), LastEvaluatedKey: rest.length > Limit ? rest[Limit - 1] : undefined };
      },
    });
    return dynamodbDeliveryIndex(table, { table: 'table', retentionDays: 30 });
  };
  const lines = (count: number, eventType?: string) =>
    Array.from({ length: count }, (_, number) => ({ space: 'acme', entry: line(number, eventType) }));

  /** 3,500 lines, each on a page of its own: they take a second to pack, and are packed once. */
  let many: readonly Page[] | undefined;
  const withManyPages = async () => {
    const index = indexOn();
    if (many === undefined) for (const each of lines(3_500)) await index.add([each]);
    many ??= pages;
    pages = [...many];
    return index;
  };

  test('writes pages of 400 lines at most, and keeps them for twice the retention', async () => {
    const before = Math.floor(Date.now() / 1000);
    await indexOn().add(lines(801));
    expect(pages).toHaveLength(3);
    const days = pages.map(({ ttl }) => Math.floor((Number(ttl) - before) / (24 * 60 * 60)));
    expect(days).toEqual([60, 60, 60]);
  });

  test('fails if a page is not written, and not if it is there already', async () => {
    await expect(indexOn({ Error: { Code: 'ThrottlingError' } }).add(lines(1))).rejects.toMatchObject({
      code: 'ThrottlingError',
    });
    await indexOn({ Error: { Code: 'DuplicateItem' } }).add(lines(1));
  });

  test('hands back a cursor when a filter has skipped the pages of five calls, each larger than the one before', async () => {
    const index = await withManyPages();
    const query = { space: 'acme', limit: 5, eventType: 'other' };
    expect(await index.list(query)).toEqual({ entries: [], next: line(90).key });
    expect(queries).toBe(5);
  });

  test('goes on from the middle of a moment with more pages than five calls read', async () => {
    const index = await withManyPages();
    const { entries, next } = await index.list({ space: 'acme', limit: 5, after: line(30).key });
    expect(entries.map(({ key }) => key)).toEqual([29, 28, 27, 26, 25].map((number) => line(number).key));
    expect(next).toBe(line(25).key);
  });
});
