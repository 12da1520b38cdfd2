import { type Outcome, refused } from './outcome.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/**
 * The versions that a change may be made to: any or none, an existing one (`If-Match: *`), none (`If-None-Match: *`),
 * or one of these.
 */
export type ExpectedVersion = 'any' | 'existing' | 'absent' | readonly number[];

/** The version of what does not exist, for changes that may create. */
export const absentVersion = 0;

/** How often a change without `If-Match` is repeated after conflicting changes before the caller is refused. */
const maxTries = 5;

type Versioned = Readonly<{ version: number }>;

/**
 * Makes a change if the current version is the expected one. Without an expected version it changes the latest one, and
 * again if another change comes between.
 */
export async function changeVersion<Current extends Versioned, Value>(
  steps: Readonly<{
    expected: ExpectedVersion;
    find: () => Promise<Current | undefined>;
    missing: Outcome<never>;
    change: (current: Current) => Promise<Outcome<Value> | 'changed'>;
  }>,
): Promise<Outcome<Value>> {
  return retryOnConflict<Current | undefined, Outcome<Value>>({
    maxTries,
    first: await steps.find(),
    read: steps.find,
    attempt: async (current) => {
      if (current === undefined) return steps.missing;
      if (!isExpected(steps.expected, current.version)) return refused({ kind: 'changed', version: current.version });
      const outcome = await steps.change(current);
      return outcome === 'changed' ? 'conflict' : outcome;
    },
    exhausted: () => refused({ kind: 'busy' }),
  });
}

function isExpected(expected: ExpectedVersion, version: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'existing':
      return version !== absentVersion;
    case 'absent':
      return version === absentVersion;
    default:
      return version !== absentVersion && expected.includes(version);
  }
}
