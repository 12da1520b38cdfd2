import type * as z from 'zod';
import { fittingItems } from '../application/page-size.ts';
import type { Page, PageRequest } from '../application/ports/page.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { queryPages } from './dynamodb-query.ts';

/** Items of one partition whose sort keys begin alike; positions are what follows the beginning. */
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
 * Reads a page in sort key order, in one call unless it passes 1 MB (DynamoDB quota of a Query), up to what an answer
 * holds.
 * Reads one item more than asked, so that the last page says that it is the last.
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

/** DynamoDB refuses an empty text as the value of a key, also to compare with. */
function keyCondition(partition: string, prefix: string) {
  if (prefix === '') return { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': partition } };
  return {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
  };
}
