import type { DynamoDb } from './aws/dynamodb.ts';
import { chunk } from './dynamodb-statements.ts';

type Reader = Pick<DynamoDb, 'batchGet' | 'backoff'>;
type Item = Record<string, unknown>;

type Reads = Readonly<{
  table: string;
  /** Each key once: a call must not name an item twice (BatchGetItem API). */
  keys: readonly Readonly<Item>[];
  /** The members to read; all unless given. */
  projection?: string | undefined;
}>;

/** Items in one BatchGetItem (DynamoDB quota). */
const batchSize = 100;

/** Reads items consistently, in no order, and again those that throttling left out. Throws if they stay out. */
export async function batchGet(client: Reader, { keys, ...read }: Reads): Promise<readonly Item[]> {
  const batches = chunk(keys, batchSize);
  return (await Promise.all(batches.map((batch) => getBatch(client, { ...read, keys: batch })))).flat();
}

async function getBatch(client: Reader, { table, keys, projection }: Reads): Promise<readonly Item[]> {
  const found: Item[] = [];
  const tries = client.backoff();
  let Keys: Item[] = [...keys];
  for (;;) {
    const { Responses, UnprocessedKeys } = await client.batchGet({
      RequestItems: { [table]: { Keys, ConsistentRead: true, ProjectionExpression: projection } },
    });
    found.push(...(Responses?.[table] ?? []));
    Keys = UnprocessedKeys?.[table]?.Keys ?? [];
    if (Keys.length === 0) return found;
    if (!(await tries.again())) throw new Error(`The table left out ${Keys.length} of ${keys.length} items`);
  }
}
