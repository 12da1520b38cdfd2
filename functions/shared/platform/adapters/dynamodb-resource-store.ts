import * as z from 'zod';
import type { IdempotencyRecord, Page, ResourceCreation, ResourceRef, ResourceStore } from '../application/ports.ts';
import type { Resource } from '../domain/resource.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { idempotencySteps, type UnsealedTable } from './dynamodb-idempotency-store.ts';
import { configurationKey, spacePartition } from './dynamodb-keys.ts';
import { listItems } from './dynamodb-list.ts';
import { inSpace, subscriptionsChanged, unlessThere } from './dynamodb-space-conditions.ts';
import { type Step, transact } from './dynamodb-transaction.ts';

/** How one kind of resource is stored in the table. */
export type ResourceLayout<Fields> = Readonly<{
  /** The prefix of the sort key, followed by the id. */
  prefix: (parent: string | undefined) => string;
  fields: z.ZodType<Fields>;
  /** Whether creating one must refresh the subscriptions that fan-out caches. */
  subscribes?: ((resource: Resource<Fields>) => boolean) | undefined;
  /** Further writes of a creation (no `before`), a change, or a removal (no `after`). */
  companions?: ((table: string, change: ResourceChange<Fields>) => readonly Step<CompanionRefusal>[]) | undefined;
}>;

type CompanionRefusal = 'taken' | 'no_parent' | 'dangling';

export type ResourceChange<Fields> = Readonly<{
  before?: Resource<Fields> | undefined;
  after?: Resource<Fields> | undefined;
}>;

/** Fields are stored as JSON text: some nest deeper than a table's maps may (DynamoDB quota: 32 levels). */
const resourceItem = z.object({
  sk: z.string(),
  fields: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});

type Store<Fields> = Readonly<{ client: DynamoDb; settings: UnsealedTable; layout: ResourceLayout<Fields> }>;

export function dynamodbResourceStore<Fields>(
  client: DynamoDb,
  settings: UnsealedTable,
  layout: ResourceLayout<Fields>,
): ResourceStore<Fields> {
  const store = { client, settings, layout };
  return {
    create: (resource, record) => create(store, { resource, record }),
    ...dynamodbResourceFinder(client, settings.table, layout),
    list: (request) => list(store, request),
    replace: (change) => replace(store, change),
    remove: (resource) => remove(store, resource),
  };
}

async function create<Fields>(
  { client, settings, layout }: Store<Fields>,
  { resource, record }: Readonly<{ resource: Resource<Fields>; record: IdempotencyRecord | undefined }>,
): Promise<ResourceCreation> {
  const { table } = settings;
  const isSubscribed = layout.subscribes?.(resource) ?? false;
  const spaceStep = isSubscribed ? subscriptionsChanged(table, resource.space) : inSpace(table, resource.space);
  const outcome = await transact<'repeated' | CompanionRefusal>(client, [
    ...(await idempotencySteps(settings, { record, now: resource.createdAt })),
    { ...spaceStep, refusal: 'no_parent' },
    { write: { Put: unlessThere(table, toItem(keyOf(layout, resource), resource)) }, refusal: 'taken' },
    ...companions({ table, layout }, { after: resource }),
  ]);
  return outcome === 'done' ? 'created' : outcome;
}

async function list<Fields>(
  { client, settings: { table }, layout }: Store<Fields>,
  { space, parent, ...page }: Parameters<ResourceStore<Fields>['list']>[0],
): Promise<Page<Resource<Fields>>> {
  const prefix = layout.prefix(parent);
  const request = { ...page, table, partition: spacePartition(space), prefix, item: resourceItem };
  const { items, next } = await listItems(client, request);
  const resources = items.map((item) => {
    const ref = { space, parent, id: item.sk.slice(prefix.length) };
    return fromItem(layout, { ref, item });
  });
  return { items: resources, next };
}

async function replace<Fields>(
  { client, settings: { table }, layout }: Store<Fields>,
  { before, after }: Parameters<ResourceStore<Fields>['replace']>[0],
): ReturnType<ResourceStore<Fields>['replace']> {
  const put = { TableName: table, Item: toItem(keyOf(layout, after), after), ...atVersion(before.version) };
  const outcome = await transact<'changed' | CompanionRefusal>(client, [
    { write: { Put: put }, refusal: 'changed' },
    ...companions({ table, layout }, { before, after }),
  ]);
  if (outcome === 'done') return 'replaced';
  return outcome === 'no_parent' ? 'changed' : outcome;
}

async function remove<Fields>(
  { client, settings: { table }, layout }: Store<Fields>,
  resource: Resource<Fields>,
): Promise<'removed' | 'changed'> {
  const removal = { TableName: table, Key: keyOf(layout, resource), ...atVersion(resource.version) };
  const outcome = await transact<'changed' | CompanionRefusal>(client, [
    { write: { Delete: removal }, refusal: 'changed' },
    ...companions({ table, layout }, { before: resource }),
  ]);
  return outcome === 'done' ? 'removed' : 'changed';
}

const keyOf = <Fields>({ prefix }: ResourceLayout<Fields>, { space, parent, id }: ResourceRef) =>
  configurationKey(space, `${prefix(parent)}${id}`);

const companions = <Fields>(
  { table, layout }: Readonly<{ table: string; layout: ResourceLayout<Fields> }>,
  change: ResourceChange<Fields>,
) => layout.companions?.(table, change) ?? [];

/** The part of the store that a function needs that only reads. */
export function dynamodbResourceFinder<Fields>(
  client: DynamoDb,
  table: string,
  layout: ResourceLayout<Fields>,
): Pick<ResourceStore<Fields>, 'find'> {
  return {
    async find(ref) {
      const { Item } = await client.get({ TableName: table, Key: keyOf(layout, ref), ConsistentRead: true });
      return Item === undefined ? undefined : fromItem(layout, { ref, item: resourceItem.parse(Item) });
    },
  };
}

const toItem = <Fields>(
  key: Readonly<Record<string, string>>,
  { fields, createdAt, updatedAt, version }: Resource<Fields>,
) => ({ ...key, fields: JSON.stringify(fields), createdAt, updatedAt, version });

function fromItem<Fields>(
  { fields }: ResourceLayout<Fields>,
  { ref, item }: Readonly<{ ref: ResourceRef; item: z.infer<typeof resourceItem> }>,
): Resource<Fields> {
  const { createdAt, updatedAt, version } = item;
  const { space, parent, id } = ref;
  return { space, parent, id, fields: fields.parse(JSON.parse(item.fields)), createdAt, updatedAt, version };
}

const atVersion = (version: number) => ({
  ConditionExpression: 'version = :before',
  ExpressionAttributeValues: { ':before': version },
});
