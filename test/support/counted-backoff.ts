import type { Backoff } from '../../functions/shared/platform/adapters/aws/backoff.ts';

/** Allows so many further tries, and waits for none of them. */
export const furtherTries =
  (count: number): Backoff =>
  () => {
    let left = count;
    return {
      again: async () => {
        left -= 1;
        return left >= 0;
      },
    };
  };
