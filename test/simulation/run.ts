import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

/** `npm run simulate -- --seeds 5000 [--from 1]`, or one seed again, with the calls that name something: `--seed 17 [--trace wh_2]`. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'string' },
    'until-failure': { type: 'boolean', default: false },
  },
});
const { trace: traced } = values;
const trace = traced === undefined ? undefined : (line: string) => line.includes(traced) && console.log(line);
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const began = performance.now();
let steps = 0;
let failures = 0;
for (let seed = from; seed < from + count; seed += 1) {
  try {
    const outcome = await simulate(seed, trace);
    steps += outcome.steps;
    if (count === 1) console.log(outcome);
  } catch (error) {
    failures += 1;
    console.error(`seed ${seed} failed (npm run simulate -- --seed ${seed}):`, error);
  }
  if (failures > 0 && values['until-failure']) break;
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(`${count} seeds, ${failures} failures, ${steps} steps, ${seconds} s`);
process.exitCode = failures > 0 ? 1 : 0;
