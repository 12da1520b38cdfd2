import * as z from 'zod';
import type { IdempotencyRecord, IdempotencyRef, IdempotencyStore, Keyring } from '../application/ports.ts';
import { isRefusal } from './aws/aws-error.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import type { Step } from './dynamodb-transaction.ts';

export type SealedTable = Readonly<{ table: string; keyring: Keyring }>;

/** The table; without a keyring for functions whose writes are idempotent without idempotency records. */
export type UnsealedTable = Readonly<{ table: string; keyring?: Keyring }>;

const recordItem = z.object({ requestHash: z.string(), body: z.string(), expiresAt: z.string() });

const recordKey = ({ scope, id }: IdempotencyRef) => ({ pk: `REPLIES#${scope}`, sk: id });
const sealContext = ({ scope, id }: IdempotencyRef) => `reply:${scope}:${id}`;

/** A key is free if it has no item, or only one that has expired and is not deleted yet. */
const unlessStored = 'attribute_not_exists(pk) OR expiresAt <= :now';

/** Stores records encrypted, since some contain a new API key. */
export function dynamodbIdempotencyStore(client: DynamoDb, { table, keyring }: SealedTable): IdempotencyStore {
  return {
    async find({ scope, id, now }) {
      const { Item } = await client.get({ TableName: table, Key: recordKey({ scope, id }), ConsistentRead: true });
      if (Item === undefined) return undefined;
      const { body, ...stored } = recordItem.parse(Item);
      if (stored.expiresAt <= now.toISOString()) return undefined;
      return { scope, id, ...stored, body: await keyring.open(body, sealContext({ scope, id })) };
    },
    async claim(record, now) {
      try {
        await client.put(await recordPut({ table, keyring }, record, now));
        return 'claimed';
      } catch (error) {
        if (isRefusal(error, 'ConditionalCheckFailedException')) return 'repeated';
        throw error;
      }
    },
  };
}

/** The step that stores a record in the transaction of its request; none without a record. */
export async function idempotencySteps(
  { table, keyring }: UnsealedTable,
  { record, now }: Readonly<{ record: IdempotencyRecord | undefined; now: string }>,
): Promise<readonly Step<'repeated'>[]> {
  if (record === undefined) return [];
  if (keyring === undefined)
    throw new Error('An idempotency record is to be stored, and there is no keyring to encrypt it');
  return [{ write: { Put: await recordPut({ table, keyring }, record, new Date(now)) }, refusal: 'repeated' }];
}

async function recordPut({ table, keyring }: SealedTable, record: IdempotencyRecord, now: Date) {
  return {
    TableName: table,
    Item: {
      ...recordKey(record),
      requestHash: record.requestHash,
      body: await keyring.seal(record.body, sealContext(record)),
      expiresAt: record.expiresAt,
      ttl: Math.ceil(Date.parse(record.expiresAt) / 1_000),
    },
    ConditionExpression: unlessStored,
    ExpressionAttributeValues: { ':now': now.toISOString() },
  };
}
