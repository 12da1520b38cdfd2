import { isWriteFault, WriteFault } from '../../application/ports.ts';
import { AwsError, isTransientCode } from './aws-error.ts';
import type { Backoff } from './backoff.ts';

const missing = new WriteFault('NoOutcome');

/** One try of all items, in few calls; returns the outcomes in their order. */
type Write<Item, Outcome> = (items: readonly Item[]) => Promise<readonly (Outcome | WriteFault)[]>;

/**
 * Writes items of which a call may take some and leave others: those are tried again, after growing waits, until all
 * are taken or the time is used up. An item whose final outcome is a fault was never taken.
 */
export async function tryAgain<Item, Outcome extends string>(
  backoff: Backoff,
  items: readonly Item[],
  write: Write<Item, Outcome>,
): Promise<readonly (Outcome | WriteFault)[]> {
  const outcomes: (Outcome | WriteFault)[] = [];
  const tries = backoff();
  let open = [...items.entries()];
  do {
    const results = await write(open.map(([, item]) => item));
    for (const [position, [index]] of open.entries()) outcomes[index] = results[position] ?? missing;
    open = open.filter(([index]) => mayPass(outcomes[index]));
  } while (open.length > 0 && (await tries.again()));
  return outcomes;
}

/** The fault of a write whose call was tried once and may pass the next time. */
class UntriedFault extends WriteFault {}

const mayPass = (outcome: unknown): boolean =>
  outcome instanceof UntriedFault || (isWriteFault(outcome) && isTransientCode(outcome.code));

/** The fault of every write of a call that failed as a whole; the client has repeated it for as long as it may. */
export function faultOfCall(error: unknown): WriteFault {
  if (error instanceof AwsError) return new WriteFault(error.name);
  throw error;
}

/** The same for a call that its client tries only once: it may succeed next time. */
export function faultOfTry(error: unknown): WriteFault {
  return error instanceof AwsError && error.isTransient ? new UntriedFault(error.name) : faultOfCall(error);
}
