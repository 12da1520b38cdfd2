import { testSeeds } from './seeds.ts';

// In two files, so that two workers share the work.
testSeeds({ from: 1, to: 30 });
