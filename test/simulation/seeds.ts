import { expect, test } from '@jest/globals';
import { simulate } from './simulate.ts';

/** One test for a range of seeds; each failing one is named with how to run it again. */
export function testSeeds({ from, to }: Readonly<{ from: number; to: number }>): void {
  test(`no delivery is lost, doubled, early or forgotten: seeds ${from} to ${to}`, async () => {
    const failures: string[] = [];
    for (let seed = from; seed <= to; seed += 1) {
      try {
        await simulate(seed);
      } catch (error) {
        failures.push(`npm run simulate -- --seed ${seed}: ${String(error)}`);
      }
    }
    expect(failures).toEqual([]);
  }, 300_000);
}
