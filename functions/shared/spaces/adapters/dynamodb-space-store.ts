import * as z from 'zod';
import { isRefusal } from '../../platform/adapters/aws/aws-error.ts';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { idempotencySteps, type SealedTable } from '../../platform/adapters/dynamodb-idempotency-store.ts';
import { removedSpaceKey, spaceIdKey, spaceIdsPartition, spaceKey } from '../../platform/adapters/dynamodb-keys.ts';
import { listItems } from '../../platform/adapters/dynamodb-list.ts';
import { unlessThere } from '../../platform/adapters/dynamodb-space-conditions.ts';
import { type Step, transact } from '../../platform/adapters/dynamodb-transaction.ts';
import type { IdempotencyRecord, Page, PageRequest } from '../../platform/application/ports.ts';
import type { SpaceCreation, SpaceStore } from '../application/ports.ts';
import type { Space } from '../domain/space.ts';

const spaceIdItem = z.object({ sk: z.string() });

const spaceItem = z.object({
  sk: z.string(),
  name: z.string(),
  ownerEmail: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});

type Store = Readonly<{ client: DynamoDb; settings: SealedTable }>;

export function dynamodbSpaceStore(client: DynamoDb, settings: SealedTable): SpaceStore {
  const store = { client, settings };
  return {
    create: (space, record) => create(store, { space, record }),
    ...dynamodbSpaceFinder(client, settings.table),
    list: (page) => list(store, page),
    replace: (space) => replace(store, space),
    remove: (removal) => remove(store, removal),
  };
}

async function create(
  { client, settings }: Store,
  { space, record }: Readonly<{ space: Space; record: IdempotencyRecord | undefined }>,
): Promise<SpaceCreation> {
  const { table } = settings;
  const steps: Step<Exclude<SpaceCreation, 'created'>>[] = [
    ...(await idempotencySteps(settings, { record, now: space.createdAt })),
    { write: { Put: unlessThere(table, toItem(space)) }, refusal: 'taken' },
    { write: { ConditionCheck: absent(table, removedSpaceKey(space.id)) }, refusal: 'deleted_lately' },
    { write: { Put: { TableName: table, Item: spaceIdKey(space.id) } }, refusal: 'taken' },
  ];
  const outcome = await transact(client, steps);
  return outcome === 'done' ? 'created' : outcome;
}

async function list({ client, settings: { table } }: Store, page: PageRequest): Promise<Page<Space>> {
  const request = { ...page, table, partition: spaceIdsPartition, prefix: '', item: spaceIdItem };
  const { items: ids, next } = await listItems(client, request);
  const found = await batchGet(client, { table, keys: ids.map(({ sk }) => spaceKey(sk)) });
  const spaces = new Map(found.map((item) => [item.sk, fromItem(spaceItem.parse(item))]));
  // A space that was deleted between the two reads is left out.
  return { items: ids.flatMap(({ sk }) => spaces.get(sk) ?? []), next };
}

async function replace({ client, settings }: Store, space: Space): Promise<'replaced' | 'changed'> {
  try {
    await client.update(replacement(settings.table, space));
    return 'replaced';
  } catch (error) {
    if (isRefusal(error, 'ConditionalCheckFailedException')) return 'changed';
    throw error;
  }
}

async function remove(
  { client, settings: { table } }: Store,
  { space: { id, version }, at }: Parameters<SpaceStore['remove']>[0],
): Promise<'removed' | 'changed'> {
  const removal = {
    TableName: table,
    Key: spaceKey(id),
    ConditionExpression: 'version = :before',
    ExpressionAttributeValues: { ':before': version },
  };
  const outcome = await transact(client, [
    { write: { Delete: removal }, refusal: 'changed' },
    { write: { Delete: { TableName: table, Key: spaceIdKey(id) } }, refusal: 'changed' },
    { write: { Put: { TableName: table, Item: { ...removedSpaceKey(id), removedAt: at } } }, refusal: 'changed' },
  ]);
  return outcome === 'done' ? 'removed' : outcome;
}

/** The part of the store that a function needs that only reads. */
export function dynamodbSpaceFinder(client: DynamoDb, table: string): Pick<SpaceStore, 'find'> {
  return {
    async find(spaceId) {
      const { Item } = await client.get({ TableName: table, Key: spaceKey(spaceId), ConsistentRead: true });
      return Item === undefined ? undefined : fromItem(spaceItem.parse(Item));
    },
  };
}

/** An update, not a put: the item also counts the space's subscription changes, which must not be reset. */
const replacement = (table: string, space: Space) => ({
  TableName: table,
  Key: spaceKey(space.id),
  UpdateExpression: 'SET #name = :name, ownerEmail = :ownerEmail, updatedAt = :updatedAt, version = :version',
  ConditionExpression: 'version = :before',
  ExpressionAttributeNames: { '#name': 'name' },
  ExpressionAttributeValues: {
    ':name': space.name,
    ':ownerEmail': space.ownerEmail,
    ':updatedAt': space.updatedAt,
    ':version': space.version,
    ':before': space.version - 1,
  },
});

const absent = (table: string, key: Readonly<Record<string, string>>) => ({
  TableName: table,
  Key: key,
  ConditionExpression: 'attribute_not_exists(pk)',
});

const toItem = ({ id, ...space }: Space) => ({ ...spaceKey(id), ...space, subscriptionsVersion: 1 });

const fromItem = ({ sk, ...space }: z.infer<typeof spaceItem>): Space => ({ id: sk, ...space });
