import { expect, test } from '@jest/globals';
import { testSeeds } from './seeds.ts';
import { simulate } from './simulate.ts';

testSeeds({ from: 31, to: 60 });

test('a seed replays exactly', async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});
