import { expect, test } from '@jest/globals';
import { testSeeds } from './seeds.ts';
import { simulate } from './simulate.ts';

testSeeds({ from: 21, to: 40 });

test('a seed replays exactly', async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});
