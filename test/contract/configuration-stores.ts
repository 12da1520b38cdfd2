import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { eventTypeLayout } from '../../functions/shared/events/adapters/dynamodb-event-type-layout.ts';
import type { EventTypeFields } from '../../functions/shared/events/domain/event-type.ts';
import { dynamodbIdempotencyStore } from '../../functions/shared/platform/adapters/dynamodb-idempotency-store.ts';
import { dynamodbParents } from '../../functions/shared/platform/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../../functions/shared/platform/adapters/dynamodb-resource-store.ts';
import { randomIds } from '../../functions/shared/platform/adapters/random-ids.ts';
import { secretKeyring } from '../../functions/shared/platform/adapters/secret-keyring.ts';
import type {
  IdempotencyRecord,
  IdempotencyStore,
  ParentFinder,
  ResourceStore,
  TargetFinder,
} from '../../functions/shared/platform/application/ports.ts';
import type { Resource } from '../../functions/shared/platform/domain/resource.ts';
import { ruleLayout } from '../../functions/shared/rules/adapters/dynamodb-rule-layout.ts';
import { dynamodbRuleUses } from '../../functions/shared/rules/adapters/dynamodb-rule-uses.ts';
import type { RuleUses } from '../../functions/shared/rules/application/ports.ts';
import type { RuleFields } from '../../functions/shared/rules/domain/rule.ts';
import { dynamodbKeyStore } from '../../functions/shared/spaces/adapters/dynamodb-key-store.ts';
import { dynamodbSpaceStore } from '../../functions/shared/spaces/adapters/dynamodb-space-store.ts';
import type { KeyStore, SpaceStore } from '../../functions/shared/spaces/application/ports.ts';
import type { ApiKey } from '../../functions/shared/spaces/domain/api-key.ts';
import type { Space } from '../../functions/shared/spaces/domain/space.ts';
import { notificationLayout } from '../../functions/shared/webhooks/adapters/dynamodb-notification-layout.ts';
import { dynamodbWebhookStore } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-store.ts';
import type { WebhookStore } from '../../functions/shared/webhooks/application/ports.ts';
import type { NotificationFields } from '../../functions/shared/webhooks/domain/notification.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { dynamoDb as raw, stack } from '../support/deployed-stack.ts';
import { InMemoryConfiguration, inMemoryParents, rulesLayout } from '../support/in-memory/configuration.ts';
import { aRule } from '../support/records/execution.ts';
import { aWebhook } from '../support/records/webhook.ts';

/** The stores of the configuration: each asks the space that another keeps, and keeps its idempotencyStore. */
export type Stores = Readonly<{
  spaces: SpaceStore;
  keys: KeyStore;
  webhooks: WebhookStore;
  idempotencyStore: IdempotencyStore;
  notifications: ResourceStore<NotificationFields>;
  rules: ResourceStore<RuleFields>;
  uses: RuleUses;
  eventTypes: ResourceStore<EventTypeFields>;
  parents: ParentFinder & TargetFinder;
}>;

export const table = stack.outputs.TableName;
const text = JSON.stringify({ current: 'k'.repeat(64), previous: [] });
const keyring = secretKeyring({ read: async () => text, readAgain: async () => text });
const sealed = { table, keyring };

function inMemory(): Stores {
  const configuration = new InMemoryConfiguration();
  const { spaces, keys, webhooks, idempotencyStore } = configuration;
  const rules = configuration.resources(rulesLayout);
  return {
    spaces,
    keys,
    webhooks,
    idempotencyStore,
    notifications: configuration.resources({ ofWebhook: true }),
    rules,
    uses: configuration.usesIn(rules),
    eventTypes: configuration.resources(),
    parents: inMemoryParents({ spaces, webhooks, rules }),
  };
}

/** The stores on the deployed table. */
export const inTable = (dynamoDb = aws.dynamoDb): Stores => ({
  spaces: dynamodbSpaceStore(dynamoDb, sealed),
  keys: dynamodbKeyStore(dynamoDb, sealed),
  webhooks: dynamodbWebhookStore(dynamoDb, sealed),
  idempotencyStore: dynamodbIdempotencyStore(dynamoDb, sealed),
  notifications: dynamodbResourceStore(dynamoDb, sealed, notificationLayout),
  rules: dynamodbResourceStore(dynamoDb, sealed, ruleLayout),
  uses: dynamodbRuleUses(dynamoDb, table),
  eventTypes: dynamodbResourceStore(dynamoDb, sealed, eventTypeLayout),
  parents: dynamodbParents(dynamoDb, table),
});

/** All kinds, each of which every test of a store runs on. */
export const kinds: readonly (readonly [string, () => Stores])[] = [
  ['in memory', inMemory],
  ...callers.map(({ caller, clients }) => [`in the table by ${caller}`, () => inTable(clients.dynamoDb)] as const),
];

/** A space of the test's own. */
export async function createSpace({ spaces }: Stores): Promise<string> {
  const id = `contract-${randomBytes(6).toString('hex')}`;
  await spaces.create(spaceNamed(id));
  return id;
}

export const at = '2026-11-22T10:00:00.000Z';
export const later = '2026-11-23T10:00:01.000Z';

export const spaceNamed = (id: string): Space => ({
  id,
  name: id,
  ownerEmail: 'owner@example.com',
  createdAt: at,
  updatedAt: at,
  version: 1,
});

export const keyOf = (space: string): ApiKey => ({
  id: randomIds.id(),
  space,
  name: 'key',
  role: 'viewer',
  hash: 'f'.repeat(64),
  createdAt: at,
});

/** A webhook with something secret wherever it can have it. */
export const webhookOf = (space: string, changes: Partial<Webhook> = {}): Webhook =>
  aWebhook({
    id: randomIds.id(),
    space,
    name: randomBytes(8).toString('hex'),
    headers: { 'X-Api-Key': 'hush-header' },
    eventTypes: ['a.*', 'b'],
    filter: { data: { $or: [{ a: [1] }, { b: [{ prefix: '' }] }] } },
    payload: { format: 'template', template: { deep: [[[{ text: '${TITLE}' }]]] } },
    secrets: [{ value: 'hush-secret' }, { value: 'hush-older', expiresAt: later }],
    signature: { style: 'sha256', header: 'x-sig' },
    auth: { type: 'oauth2', tokenUrl: 'https://t.example/', clientId: 'c', clientSecret: 'hush-client' },
    tls: { caCertificate: 'ca', clientKey: 'hush-key' },
    ...changes,
  });

export const replyIn = (scope: string): IdempotencyRecord => ({
  scope,
  id: randomBytes(8).toString('hex'),
  requestHash: 'hash',
  body: '{"key":"hush-reply"}',
  expiresAt: later,
});

/** A rule that calls these webhooks in turn, a missing one unless told otherwise. */
export const ruleIn = (space: string, webhookIds: readonly string[] = [randomIds.id()]): Resource<RuleFields> => ({
  space,
  id: randomIds.id(),
  fields: aRule({ steps: webhookIds.map((webhookId) => ({ webhookId })) }),
  createdAt: at,
  updatedAt: at,
  version: 1,
});

/** What comes after it, for a store that replaces a version only by the next. */
export const next = <Thing extends { version: number }>(thing: Thing, changes: Partial<Thing>): Thing => ({
  ...thing,
  ...changes,
  version: thing.version + 1,
});

/** All that lies in the table. */
export async function everything(): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await raw.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
    found.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}
