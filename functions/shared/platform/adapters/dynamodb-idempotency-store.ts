import * as z from 'zod';
import type { IdempotencyRecord, IdempotencyRef, IdempotencyStore, Keyring } from '../application/ports.ts';
import { isRefusal } from './aws/aws-error.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import type { Step } from './dynamodb-transaction.ts';

export type SealedTable = Readonly<{ table: string; keyring: Keyring }>;

/** The table; without a keyring for functions that store no idempotency records, whose writes are idempotent by themselves. */
export type UnsealedTable = Readonly<{ table: string; keyring?: Keyring }>;

const recordItem = z.object({ requestHash: z.string(), body: z.string(), expiresAt: z.string() });

const recordKey = ({ scope, id }: IdempotencyRef) => ({ pk: `REPLIES#${scope}`, sk: id });
const sealContext = ({ scope, id }: IdempotencyRef) => `reply:${scope}:${id}`;

/** A key is free if it has no item, or only one that has expired and is not deleted yet. */
const unlessStored = 'attribute_not_exists(pk) OR expiresAt <= :now';

/** Stores idempotency records sealed, since some contain a new key. */
export function dynamodbIdempotencyStore(client: DynamoDb, { table, keyring }: SealedTable): IdempotencyStore {
  return {
    async find({ scope, id, now }) {
      const { Item } = await client.get({ TableName: table, Key: recordKey({ scope, id }), ConsistentRead: true });
      if (Item === undefined) return undefined;
      const { body, ...kept } = recordItem.parse(Item);
      if (kept.expiresAt <= now.toISOString()) return undefined;
      return { scope, id, ...kept, body: await keyring.open(body, sealContext({ scope, id })) };
    },
    async claim(reply, now) {
      try {
        await client.put(await recordPut({ table, keyring }, reply, now));
        return 'claimed';
      } catch (error) {
        if (isRefusal(error, 'ConditionalCheckFailedException')) return 'repeated';
        throw error;
      }
    },
  };
}

/** The step that stores a reply within the transaction of the request that it answers; none without a reply. */
export async function idempotencySteps(
  { table, keyring }: UnsealedTable,
  { reply, now }: Readonly<{ reply: IdempotencyRecord | undefined; now: string }>,
): Promise<readonly Step<'repeated'>[]> {
  if (reply === undefined) return [];
  if (keyring === undefined) throw new Error('A reply is to be kept, and there is no keyring to seal it');
  return [{ write: { Put: await recordPut({ table, keyring }, reply, new Date(now)) }, refusal: 'repeated' }];
}

async function recordPut({ table, keyring }: SealedTable, reply: IdempotencyRecord, now: Date) {
  return {
    TableName: table,
    Item: {
      ...recordKey(reply),
      requestHash: reply.requestHash,
      body: await keyring.seal(reply.body, sealContext(reply)),
      expiresAt: reply.expiresAt,
      ttl: Math.ceil(Date.parse(reply.expiresAt) / 1_000),
    },
    ConditionExpression: unlessStored,
    ExpressionAttributeValues: { ':now': now.toISOString() },
  };
}
