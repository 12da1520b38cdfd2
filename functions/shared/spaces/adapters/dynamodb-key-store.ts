import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { idempotencySteps, type SealedTable } from '../../platform/adapters/dynamodb-idempotency-store.ts';
import { configurationKey, spaceKey, spacePartition } from '../../platform/adapters/dynamodb-keys.ts';
import { listItems } from '../../platform/adapters/dynamodb-list.ts';
import { inSpace, unlessThere } from '../../platform/adapters/dynamodb-space-conditions.ts';
import { type Step, transact } from '../../platform/adapters/dynamodb-transaction.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import { spaceRoles } from '../../platform/domain/roles.ts';
import type { KeyRef, KeyStore } from '../application/ports.ts';
import type { ApiKey } from '../domain/api-key.ts';

const prefix = 'KEY#';

const keyItem = z.object({
  sk: z.string(),
  name: z.string(),
  role: z.enum(spaceRoles),
  hash: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  portalLink: z.boolean().optional(),
});

export function dynamodbKeyStore(client: DynamoDb, settings: SealedTable): KeyStore {
  const { table } = settings;
  return {
    async create(key, record) {
      const { id, space, ...fields } = key;
      const item = { ...keyOf({ space, keyId: id }), ...fields, ...ttlOf(key) };
      const steps: Step<'repeated' | 'unknown_space'>[] = [
        ...(await idempotencySteps(settings, { record, now: key.createdAt })),
        inSpace(table, space),
        { write: { Put: unlessThere(table, item) }, refusal: 'repeated' },
      ];
      const outcome = await transact(client, steps);
      return outcome === 'done' ? 'created' : outcome;
    },
    ...dynamodbKeyReader(client, table),
    async list({ space, ...page }) {
      const request = { ...page, table, partition: spacePartition(space), prefix, item: keyItem };
      const { items, next } = await listItems(client, request);
      return { items: items.map((item) => fromItem(space, item)), next };
    },
    async remove(ref) {
      const { Attributes } = await client.delete({ TableName: table, Key: keyOf(ref), ReturnValues: 'ALL_OLD' });
      return Attributes === undefined ? 'not_found' : 'removed';
    },
  };
}

/** The part of the store that the authorizer needs; it reads keys and seals nothing. */
export function dynamodbKeyReader(client: DynamoDb, table: string): Pick<KeyStore, 'find'> {
  return {
    async find(ref) {
      // Both in one call: a key is invalid once its space is deleted.
      const found = await batchGet(client, { table, keys: [keyOf(ref), spaceKey(ref.space)] });
      const item = found.find(({ sk }) => sk === keyOf(ref).sk);
      return item === undefined || found.length < 2 ? undefined : fromItem(ref.space, keyItem.parse(item));
    },
  };
}

/** Portal links are created by the thousand: an expired one is removed a day later. Other keys stay listed. */
const ttlOf = ({ portalLink, expiresAt }: ApiKey) =>
  portalLink && expiresAt !== undefined ? { ttl: ttlAfter(Date.parse(expiresAt), 1) } : {};

const keyOf = ({ space, keyId }: KeyRef) => configurationKey(space, `${prefix}${keyId}`);

const fromItem = (space: string, { sk, ...key }: z.infer<typeof keyItem>): ApiKey => ({
  id: sk.slice(prefix.length),
  space,
  ...key,
});
