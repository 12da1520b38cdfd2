import { type Outcome, refused } from './outcome.ts';

/** The versions a change is meant for, from `If-Match`. */
export type ExpectedVersion = readonly number[] | 'any';

/** How often a change without `If-Match` is made anew on top of somebody else's before the caller is told to wait. */
const maxTries = 5;

type Versioned = Readonly<{ version: number }>;

/**
 * Makes a change to the version it is meant for.
 * Without an expected version it is made to whatever is newest, again if another change comes between.
 */
export async function changeVersion<Current extends Versioned, Value>(
  steps: Readonly<{
    expected: ExpectedVersion;
    find: () => Promise<Current | undefined>;
    missing: Outcome<never>;
    change: (current: Current) => Promise<Outcome<Value> | 'changed'>;
  }>,
): Promise<Outcome<Value>> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const current = await steps.find();
    if (current === undefined) return steps.missing;
    if (steps.expected !== 'any' && !steps.expected.includes(current.version)) {
      return refused({ kind: 'changed', version: current.version });
    }
    const outcome = await steps.change(current);
    if (outcome !== 'changed') return outcome;
  }
  return refused({ kind: 'busy' });
}
