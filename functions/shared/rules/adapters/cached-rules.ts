import { cached } from '../../platform/adapters/cached.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { RuleDirectory } from '../application/ports.ts';
import type { RuleFields } from '../domain/rule.ts';

/** How long a rule is cached, also its absence. */
const ttlMs = 3_000;

/** Caches rules for seconds, so that a stream of events needs few reads. */
export const cachedRules = (store: Pick<ResourceStore<RuleFields>, 'find'>): RuleDirectory => ({
  find: cached(async ({ space, ruleId }) => (await store.find({ space, id: ruleId }))?.fields, {
    keyOf: ({ space, ruleId }) => `${space}#${ruleId}`,
    ttlMs,
    maxEntries: 1_000,
    cachesAbsence: true,
  }),
});
