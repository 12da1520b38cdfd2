import { fittingItems } from '../../../functions/shared/platform/application/page-size.ts';
import type {
  IdempotencyRecord,
  IdempotencyRef,
  IdempotencyStore,
  Page,
  PageRequest,
  ParentFinder,
  ResourceRef,
  ResourceStore,
  TargetFinder,
} from '../../../functions/shared/platform/application/ports.ts';
import type { Resource } from '../../../functions/shared/platform/domain/resource.ts';
import type { Target } from '../../../functions/shared/platform/domain/target.ts';
import type { RuleUses } from '../../../functions/shared/rules/application/ports.ts';
import { newlyCalled, type RuleFields } from '../../../functions/shared/rules/domain/rule.ts';
import type { KeyStore, SpaceStore } from '../../../functions/shared/spaces/application/ports.ts';
import type { ApiKey } from '../../../functions/shared/spaces/domain/api-key.ts';
import type { Space } from '../../../functions/shared/spaces/domain/space.ts';
import type { WebhookStore } from '../../../functions/shared/webhooks/application/ports.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';

/** The stores that hold what paths lead through. */
type ParentStores = Readonly<{
  spaces: Pick<SpaceStore, 'find'>;
  webhooks: Pick<WebhookStore, 'exists'>;
  rules: Pick<ResourceStore<RuleFields>, 'find'>;
}>;

export const inMemoryParents = ({ spaces, webhooks, rules }: ParentStores): ParentFinder & TargetFinder => ({
  async findMissing({ space, webhookId, ruleId }) {
    if ((await spaces.find(space)) === undefined) return 'space';
    if (webhookId !== undefined && !(await webhooks.exists({ space, webhookId }))) return 'webhook';
    return ruleId === undefined || (await rules.find({ space, id: ruleId })) !== undefined ? undefined : 'rule';
  },
  async existing(space, targets) {
    const isThere = async ({ kind, id }: Target) =>
      kind === 'rule' ? (await rules.find({ space, id })) !== undefined : webhooks.exists({ space, webhookId: id });
    const found = await Promise.all(targets.map(isThere));
    return targets.filter((_, index) => found[index]);
  },
});

/** How one kind of resource is unlike the others. */
export type InMemoryLayout<Fields> = Readonly<{
  /** A name that must be its own in the space. */
  nameOf?: (fields: Fields) => string;
  /** It belongs to a webhook, which must be there. */
  ofWebhook?: boolean;
  /** The webhooks that a change newly refers to, which must be there and count it. */
  newlyCalled?: (change: Readonly<{ before?: Fields | undefined; after: Fields }>) => readonly string[];
}>;

/** Rules, which have a name of their own and call webhooks. */
export const rulesLayout: InMemoryLayout<RuleFields> = { nameOf: ({ name }) => name, newlyCalled };

/** All stores of the configuration in one memory, since a creation asks for its space, and keeps its reply. */
export class InMemoryConfiguration {
  readonly #spaces = new Map<string, Space>();
  readonly #removedSpaces = new Set<string>();
  readonly #keys = new Map<string, ApiKey>();
  readonly #webhooks = new Map<string, Webhook>();
  /** How often rules have come to call each webhook. */
  readonly #ruleChanges = new Map<string, number>();
  readonly #records = new Map<string, IdempotencyRecord>();

  readonly spaces: SpaceStore = {
    create: async (space, reply) => {
      if (this.#isRepeat(reply, space.createdAt)) return 'repeated';
      if (this.#spaces.has(space.id)) return 'taken';
      if (this.#removedSpaces.has(space.id)) return 'deleted_lately';
      this.#spaces.set(space.id, structuredClone(space));
      this.#keep(reply);
      return 'created';
    },
    find: async (id) => structuredClone(this.#spaces.get(id)),
    list: async (page) => pageOf([...this.#spaces.values()], { ...page, idOf: ({ id }) => id }),
    replace: async (space) => {
      if (this.#spaces.get(space.id)?.version !== space.version - 1) return 'changed';
      this.#spaces.set(space.id, structuredClone(space));
      return 'replaced';
    },
    remove: async ({ space: { id, version } }) => {
      if (this.#spaces.get(id)?.version !== version) return 'changed';
      this.#spaces.delete(id);
      this.#removedSpaces.add(id);
      return 'removed';
    },
  };

  readonly keys: KeyStore = {
    create: async (key, reply) => {
      if (this.#isRepeat(reply, key.createdAt)) return 'repeated';
      if (!this.#spaces.has(key.space)) return 'unknown_space';
      this.#keys.set(join(key.space, key.id), structuredClone(key));
      this.#keep(reply);
      return 'created';
    },
    find: async ({ space, keyId }) =>
      this.#spaces.has(space) ? structuredClone(this.#keys.get(join(space, keyId))) : undefined,
    list: async ({ space, ...page }) =>
      pageOf(
        [...this.#keys.values()].filter((key) => key.space === space),
        { ...page, idOf: ({ id }) => id },
      ),
    remove: async ({ space, keyId }) => (this.#keys.delete(join(space, keyId)) ? 'removed' : 'not_found'),
  };

  readonly webhooks: WebhookStore = {
    create: async (webhook, reply) => {
      if (this.#isRepeat(reply, webhook.createdAt)) return 'repeated';
      if (!this.#spaces.has(webhook.space)) return 'unknown_space';
      if (this.#isNameTaken(webhook)) return 'name_taken';
      this.#webhooks.set(join(webhook.space, webhook.id), structuredClone(webhook));
      this.#keep(reply);
      return 'created';
    },
    find: async ({ space, webhookId }) => structuredClone(this.#webhooks.get(join(space, webhookId))),
    exists: async ({ space, webhookId }) => this.#webhooks.has(join(space, webhookId)),
    list: async ({ space, ...page }) =>
      pageOf(
        [...this.#webhooks.values()].filter((webhook) => webhook.space === space),
        { ...page, idOf: ({ id }) => id },
      ),
    replace: async ({ before, after }) => {
      const key = join(after.space, after.id);
      if (this.#webhooks.get(key)?.version !== before.version || !this.#spaces.has(after.space)) return 'changed';
      if (this.#isNameTaken(after)) return 'name_taken';
      this.#webhooks.set(key, structuredClone(after));
      return 'replaced';
    },
    remove: async ({ webhook, ruleChanges }) => {
      const key = join(webhook.space, webhook.id);
      if (this.#webhooks.get(key)?.version !== webhook.version) return 'changed';
      if ((this.#ruleChanges.get(key) ?? 0) !== ruleChanges) return 'changed';
      this.#webhooks.delete(key);
      return 'removed';
    },
  };

  readonly idempotencyStore: IdempotencyStore = {
    find: async ({ now, ...ref }) => {
      const kept = this.#records.get(recordKey(ref));
      return kept && kept.expiresAt > now.toISOString() ? structuredClone(kept) : undefined;
    },
    claim: async (reply, now) => {
      if (this.#isRepeat(reply, now.toISOString())) return 'repeated';
      this.#keep(reply);
      return 'claimed';
    },
  };

  /** Which of these rules call a webhook; looks through them all, of which a test has few. */
  usesIn(rules: Pick<ResourceStore<RuleFields>, 'list'>): RuleUses {
    return {
      rulesCalling: async ({ space, webhookId }) => {
        const ruleChanges = this.#ruleChanges.get(join(space, webhookId)) ?? 0;
        const { items } = await rules.list({ space, limit: 1_000 });
        const calling = items.filter(({ fields }) => fields.steps.some((step) => step.webhookId === webhookId));
        return { ruleIds: calling.map(({ id }) => id), ruleChanges };
      },
    };
  }

  /** A store of one kind of resource. */
  resources<Fields>({ nameOf, ofWebhook, newlyCalled }: InMemoryLayout<Fields> = {}): ResourceStore<Fields> {
    const kept = new Map<string, Resource<Fields>>();
    const key = ({ space, parent, id }: ResourceRef) => join(space, parent ?? '', id);
    const isNameTaken = (resource: Resource<Fields>) =>
      [...kept.values()].some(
        (other) =>
          nameOf !== undefined &&
          other.space === resource.space &&
          other.id !== resource.id &&
          nameOf(other.fields) === nameOf(resource.fields),
      );
    const called = (space: string, change: Readonly<{ before?: Fields | undefined; after: Fields }>) =>
      (newlyCalled?.(change) ?? []).map((webhookId) => join(space, webhookId));
    return {
      create: async (resource, reply) => {
        if (this.#isRepeat(reply, resource.createdAt)) return 'repeated';
        if (!this.#spaces.has(resource.space)) return 'no_parent';
        if (kept.has(key(resource)) || isNameTaken(resource)) return 'taken';
        if (ofWebhook && !this.#webhooks.has(join(resource.space, resource.parent ?? ''))) return 'no_parent';
        if (!this.#countCalls(called(resource.space, { after: resource.fields }))) return 'dangling';
        kept.set(key(resource), structuredClone(resource));
        this.#keep(reply);
        return 'created';
      },
      find: async (ref) => structuredClone(kept.get(key(ref))),
      list: async ({ space, parent, ...page }) =>
        pageOf(
          [...kept.values()].filter((resource) => resource.space === space && resource.parent === parent),
          { ...page, idOf: ({ id }) => id },
        ),
      replace: async ({ before, after }) => {
        if (kept.get(key(before))?.version !== before.version) return 'changed';
        if (isNameTaken(after)) return 'taken';
        if (!this.#countCalls(called(after.space, { before: before.fields, after: after.fields }))) return 'dangling';
        kept.set(key(after), structuredClone(after));
        return 'replaced';
      },
      remove: async (resource) => {
        if (kept.get(key(resource))?.version !== resource.version) return 'changed';
        kept.delete(key(resource));
        return 'removed';
      },
    };
  }

  /** Counts rules that come to call webhooks, if all of these are there. */
  #countCalls(webhooks: readonly string[]): boolean {
    if (webhooks.some((key) => !this.#webhooks.has(key))) return false;
    for (const key of webhooks) this.#ruleChanges.set(key, (this.#ruleChanges.get(key) ?? 0) + 1);
    return true;
  }

  #isNameTaken({ space, id, name }: Webhook): boolean {
    return [...this.#webhooks.values()].some(
      (other) => other.space === space && other.id !== id && other.name === name,
    );
  }

  #isRepeat(reply: IdempotencyRecord | undefined, now: string): boolean {
    const kept = reply && this.#records.get(recordKey(reply));
    return kept !== undefined && kept.expiresAt > now;
  }

  #keep(reply: IdempotencyRecord | undefined): void {
    if (reply !== undefined) this.#records.set(recordKey(reply), structuredClone(reply));
  }
}

const join = (...parts: readonly string[]): string => JSON.stringify(parts);

const recordKey = ({ scope, id }: IdempotencyRef): string => join(scope, id);

function pageOf<Item>(
  items: readonly Item[],
  { limit, after, idOf }: PageRequest & Readonly<{ idOf: (item: Item) => string }>,
): Page<Item> {
  const rest = items
    .filter((item) => after === undefined || idOf(item) > after)
    .sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const shown = fittingItems(rest.slice(0, limit));
  const last = shown.at(-1);
  return {
    items: structuredClone(shown),
    next: rest.length > shown.length && last !== undefined ? idOf(last) : undefined,
  };
}
