import { ourVerdict } from './our-verdict.ts';
import { hasKnownFlaw, randomCases } from './random-cases.ts';
import { rulerVerdicts } from './verdicts.ts';

// node test/event-ruler/compare.ts [seed] [cases]: tells where Posthorn's matcher and AWS's engine differ.
const [seed = '1', count = '100000'] = process.argv.slice(2);
const cases = randomCases(Number(seed), Number(count)).filter((each) => !hasKnownFlaw(each));
const theirs = await rulerVerdicts(cases);
const different = cases
  .map((each, index) => ({ ...each, ruler: theirs[index], ours: ourVerdict(each) }))
  .filter(({ ruler, ours }) => ruler !== 'broken' && ruler !== ours);
for (const each of different) console.log(each);
console.log(`${different.length} of ${cases.length} patterns differ.`);
process.exit(different.length === 0 ? 0 : 1);
