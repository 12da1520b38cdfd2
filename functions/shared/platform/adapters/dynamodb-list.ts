import type * as z from 'zod';
import { fittingItems } from '../application/page-size.ts';
import type { Page, PageRequest } from '../application/ports.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { queryPages } from './dynamodb-query.ts';

/** Items of one partition whose sort keys have the same prefix; positions are the rest of the key. */
export type ListRequest<Item> = PageRequest &
  Readonly<{
    table: string;
    partition: string;
    prefix: string;
    item: z.ZodType<Item>;
    /** The last sort key first. */
    backwards?: boolean | undefined;
  }>;

/**
 * Reads a page in sort key order, in one call unless it is larger than 1 MB (DynamoDB quota of a Query), up to the size
 * of a response. Reads one item more than requested, to determine whether the page is the last one.
 */
export async function listItems<Item extends Readonly<{ sk: string }>>(
  client: DynamoDb,
  { table, partition, prefix, item, limit, after, backwards = false }: ListRequest<Item>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  const pages = queryPages(client, {
    TableName: table,
    ...keyCondition(partition, prefix),
    limit: limit + 1,
    ExclusiveStartKey: after === undefined ? undefined : { pk: partition, sk: prefix + after },
    ScanIndexForward: !backwards,
    ConsistentRead: true,
  });
  for await (const page of pages) {
    items.push(...page.map((found) => item.parse(found)));
    if (fittingItems(items).length < items.length) break;
  }
  const shown = fittingItems(items.slice(0, limit));
  return { items: shown, next: items.length > shown.length ? shown.at(-1)?.sk.slice(prefix.length) : undefined };
}

/** DynamoDB rejects an empty text as the value of a key, also in comparisons. */
function keyCondition(partition: string, prefix: string) {
  if (prefix === '') return { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': partition } };
  return {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
  };
}
