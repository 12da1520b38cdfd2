import type {
  SubscribedWebhook,
  SubscriberDirectory,
  SubscriberQuery,
  Subscribers,
  TriggeredRule,
} from '../../../functions/shared/events/application/ports.ts';
import { compileFilter } from '../../../functions/shared/events/domain/event-filter.ts';
import type { EventPattern } from '../../../functions/shared/events/domain/event-pattern/pattern.ts';
import type { JsonObject } from '../../../functions/shared/platform/domain/merge-patch.ts';

type Subscription = Readonly<{
  space: string;
  webhookId: string;
  patterns: readonly string[];
  filter?: JsonObject | undefined;
}>;

/** Spaces and who subscribes in them; the cursor is the last webhook id of a page. Rules come with the last page. */
export class InMemorySubscriberDirectory implements SubscriberDirectory {
  readonly #spaces = new Map<string, Map<string, readonly string[]>>();
  readonly #rules = new Map<string, (TriggeredRule & Readonly<{ eventType: string }>)[]>();
  readonly #filters = new Map<string, EventPattern>();
  readonly #pageSize: number;

  constructor(pageSize = 500) {
    this.#pageSize = pageSize;
  }

  addSpace(space: string): void {
    if (!this.#spaces.has(space)) this.#spaces.set(space, new Map());
  }

  deleteSpace(space: string): void {
    this.#spaces.delete(space);
  }

  /** Sets the patterns that a webhook subscribes to (`a.b`, `a.*` or `*`); none ends its subscription. */
  subscribe({ space, webhookId, patterns, filter }: Subscription) {
    this.addSpace(space);
    if (filter === undefined) this.#filters.delete(webhookId);
    else this.#filters.set(webhookId, compileFilter(filter));
    const webhooks = this.#spaces.get(space);
    if (patterns.length === 0) webhooks?.delete(webhookId);
    else webhooks?.set(webhookId, patterns);
  }

  /** Has events of the type set off a rule. */
  trigger({ space, ...rule }: TriggeredRule & Readonly<{ space: string; eventType: string }>): void {
    this.addSpace(space);
    this.#rules.set(space, [...(this.#rules.get(space) ?? []), rule]);
  }

  async find(queries: readonly SubscriberQuery[]): Promise<readonly Subscribers[]> {
    return queries.map((query) => this.#page(query));
  }

  #page({ space, eventType, byName, cursor }: SubscriberQuery): Subscribers {
    const webhooks = this.#spaces.get(space);
    if (webhooks === undefined) return { kind: 'unknown_space' };
    const all = [...webhooks]
      .filter(([, patterns]) =>
        patterns.some((pattern) => (byName ? pattern === eventType : matches(pattern, eventType))),
      )
      .map(([webhookId]) => webhookId)
      .filter((webhookId) => cursor === undefined || webhookId > cursor)
      .sort();
    const webhookIds = all.slice(0, this.#pageSize);
    const isLast = all.length === webhookIds.length;
    const rules = isLast ? (this.#rules.get(space) ?? []).filter((rule) => rule.eventType === eventType) : [];
    const found = webhookIds.map(
      (webhookId): SubscribedWebhook => ({ webhookId, filter: this.#filters.get(webhookId) }),
    );
    return { kind: 'page', webhooks: found, rules, next: isLast ? undefined : webhookIds.at(-1) };
  }
}

function matches(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? eventType.startsWith(pattern.slice(0, -1)) : eventType === pattern;
}
