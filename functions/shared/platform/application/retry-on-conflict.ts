type Conflicting<Current, Result> = Readonly<{
  maxTries: number;
  /** What the first try is based on; an outdated copy costs another try. */
  first: Current;
  /** Reads the newest version after a conflict. */
  read: () => Promise<Current>;
  /** `conflict`: another writer was faster. `tries` counts from 0. */
  attempt: (current: Current, tries: number) => Promise<Result | 'conflict'>;
  /** Called when every try had a conflict: returns the result, or throws. */
  exhausted: () => Result;
}>;

/** Optimistic locking: repeats a write that depends on the version it was based on, each time with the newest version. */
export async function retryOnConflict<Current, Result>({
  maxTries,
  first,
  read,
  attempt,
  exhausted,
}: Conflicting<Current, Result>): Promise<Result> {
  let current = first;
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (tries > 0) current = await read();
    const result = await attempt(current, tries);
    if (result !== 'conflict') return result;
  }
  return exhausted();
}
