import { LRUCache } from 'lru-cache';
import type { ResourceStore } from '../application/ports/resource-store.ts';
import type { RuleDirectory } from '../application/ports/rule-directory.ts';
import type { RuleFields } from '../domain/rule.ts';

/** How long a rule is believed, also that there is none. */
const believedForMs = 3_000;
const keptRules = 1_000;

/** Keeps rules for seconds, so that a stream of events costs a read now and then. */
export function cachedRules(store: Pick<ResourceStore<RuleFields>, 'find'>): RuleDirectory {
  const kept = new LRUCache<string, { readonly fields: RuleFields | undefined }>({
    max: keptRules,
    ttl: believedForMs,
  });
  return {
    async find({ space, ruleId }) {
      const key = `${space}#${ruleId}`;
      const known = kept.get(key);
      if (known !== undefined) return known.fields;
      const found = await store.find({ space, id: ruleId });
      kept.set(key, { fields: found?.fields });
      return found?.fields;
    },
  };
}
