import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cornerCases, differences } from './corner-cases.ts';
import { type Case, hasKnownFlaw, randomCases } from './random-cases.ts';
import { rulerVerdicts } from './verdicts.ts';

// node test/event-ruler/generate.ts: asks AWS's engine anew, and writes the tables that the tests compare with.
const seed = 20_261_125;
const candidates = 5_500;
/** Longer ones say little that shorter ones do not. */
const maxLength = 200;
const maxRefused = 150;

const short = ({ pattern, events }: Case) => pattern.length + events.join('').length <= maxLength;
const random = randomCases(seed, candidates).filter((each) => short(each) && !hasKnownFlaw(each));
await writeTable('cases.tsv', { cases: [...cornerCases, ...random], columns: () => [] });
await writeTable('differences.tsv', { cases: differences, columns: ({ ours }) => [ours] });

async function writeTable<Row extends Case>(
  name: string,
  { cases, columns }: Readonly<{ cases: readonly Row[]; columns: (row: Row) => readonly string[] }>,
): Promise<void> {
  const verdicts = await rulerVerdicts(cases);
  let refused = 0;
  const rows = cases.flatMap((each, index) => {
    const verdict = verdicts[index] ?? '';
    if (verdict === 'broken') return [];
    if (verdict === 'refused') refused += 1;
    if (verdict === 'refused' && refused > maxRefused) return [];
    return [[verdict, ...columns(each), each.pattern, ...each.events].join('\t')];
  });
  writeFileSync(join(import.meta.dirname, name), `${[...new Set(rows)].join('\n')}\n`);
}
