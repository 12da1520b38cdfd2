import * as z from 'zod';
import { isRefusal } from '../../platform/adapters/aws/aws-error.ts';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import type { SealedTable } from '../../platform/adapters/dynamodb-idempotency-store.ts';
import type { TokenRecord, TokenRef, TokenStore } from '../application/ports.ts';

const tokenItem = z.object({
  /** Sealed. */
  token: z.string().optional(),
  expiresAt: z.number().optional(),
  claimedUntil: z.number().optional(),
  failure: z.string().optional(),
});

const tokenKey = ({ webhookId, fingerprint }: TokenRef) => ({ pk: `TOKEN#${webhookId}`, sk: fingerprint });
const sealContext = ({ webhookId, fingerprint }: TokenRef) => `token:${webhookId}:${fingerprint}`;

/** How long an item is kept after its end, in seconds. */
const keptSeconds = 3_600;

export function dynamodbTokenStore(client: Pick<DynamoDb, 'get' | 'put'>, { table, keyring }: SealedTable): TokenStore {
  async function toItem(ref: TokenRef, { token, claimedUntil, failure }: TokenRecord) {
    const end = Math.max(token?.expiresAt ?? 0, claimedUntil ?? 0);
    return {
      ...tokenKey(ref),
      ...(token && { token: await keyring.seal(token.value, sealContext(ref)), expiresAt: token.expiresAt }),
      ...(claimedUntil !== undefined && { claimedUntil }),
      ...(failure !== undefined && { failure }),
      ttl: Math.ceil(end / 1_000) + keptSeconds,
    };
  }

  return {
    async find(ref) {
      const { Item } = await client.get({ TableName: table, Key: tokenKey(ref), ConsistentRead: true });
      if (Item === undefined) return {};
      const { token, expiresAt, ...record } = tokenItem.parse(Item);
      if (token === undefined || expiresAt === undefined) return record;
      return { ...record, token: { value: await keyring.open(token, sealContext(ref)), expiresAt } };
    },
    async claim(ref, { now, until }) {
      try {
        await client.put({
          TableName: table,
          Item: await toItem(ref, { claimedUntil: until }),
          ConditionExpression: 'attribute_not_exists(claimedUntil) OR claimedUntil <= :now',
          ExpressionAttributeValues: { ':now': now },
        });
        return 'claimed';
      } catch (error) {
        if (isRefusal(error, 'ConditionalCheckFailedException')) return 'taken';
        throw error;
      }
    },
    async put(ref, record) {
      await client.put({ TableName: table, Item: await toItem(ref, record) });
    },
  };
}
