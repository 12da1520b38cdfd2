import { LRUCache } from 'lru-cache';

const keptSpaces = 1_000;

type Budget = Readonly<{
  /** The time that a space may use at once, in ms. */
  burstMs: number;
  /** The share of all time that it may use in the long run. */
  share: number;
}>;

/** The time that each space has left in this process. */
export function timeBudgets({ burstMs, share }: Budget) {
  const accounts = new LRUCache<string, Readonly<{ spentMs: number; at: number }>>({ max: keptSpaces });

  function spentMs(space: string, now: number): number {
    const account = accounts.get(space);
    return account === undefined ? 0 : Math.max(0, account.spentMs - (now - account.at) * share);
  }

  return {
    left: (space: string, now: number): number => Math.max(0, burstMs - spentMs(space, now)),
    charge(space: string, { ms, now }: Readonly<{ ms: number; now: number }>): void {
      accounts.set(space, { spentMs: spentMs(space, now) + ms, at: now });
    },
  };
}
