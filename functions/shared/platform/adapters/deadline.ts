import { createContext, Script } from 'node:vm';

/** Runs the function that is stored in the context; made once, since making a context takes a millisecond. */
const script = new Script('run()');
const context = createContext({ run: () => undefined });

export type Deadline<Value> = Readonly<{ kind: 'done'; value: Value }> | Readonly<{ kind: 'too_slow' }>;

/**
 * Runs a function that may never end, and stops it after a time. V8 stops running code and regular expressions alike,
 * which no check inside the code could.
 */
export function withinDeadline<Value>(milliseconds: number, work: () => Value): Deadline<Value> {
  let value: { readonly of: Value } | undefined;
  Object.assign(context, {
    run: () => {
      value = { of: work() };
    },
  });
  try {
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (isTimeout(error)) return { kind: 'too_slow' };
    throw error;
  }
  if (value === undefined) throw new Error('The script ended without running its function');
  return { kind: 'done', value: value.of };
}

/** The error comes from the other context, so it is no instance of this one's Error. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
