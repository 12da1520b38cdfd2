import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DynamoDb } from './aws/dynamodb.ts';

type Item = Record<string, unknown>;

/** A query for as many items as the limit says, or for all. */
export type Query = Omit<QueryCommandInput, 'Limit'> & Readonly<{ limit?: number | undefined }>;

/** Reads page by page, since a call returns 1 MB at most (DynamoDB quota), for as long as the caller takes pages. */
export async function* queryPages(
  client: DynamoDb,
  { limit = Number.POSITIVE_INFINITY, ...query }: Query,
): AsyncGenerator<readonly Item[]> {
  let left = limit;
  let ExclusiveStartKey = query.ExclusiveStartKey;
  do {
    const { Items = [], LastEvaluatedKey } = await client.query({
      ...query,
      Limit: Number.isFinite(left) ? left : undefined,
      ExclusiveStartKey,
    });
    yield Items;
    left -= Items.length;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && left > 0);
}

/** All pages together. */
export async function queryAll(client: DynamoDb, query: Query): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(client, query)) items.push(...page);
  return items;
}
