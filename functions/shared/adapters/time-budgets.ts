import { LRUCache } from 'lru-cache';

const keptSpaces = 1_000;

type Budget = Readonly<{
  /** What a space may use at once, in ms. */
  burstMs: number;
  /** The part of all time that it may use for long. */
  share: number;
}>;

/** What each space has left of the time that one process spends on its account. */
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
