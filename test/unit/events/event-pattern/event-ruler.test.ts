import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ourVerdict } from '../../../event-ruler/our-verdict.ts';

const rowsOf = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../event-ruler', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

describe("AWS's engine for event patterns", () => {
  const rows = rowsOf('cases.tsv').map(([verdict = '', pattern = '', ...events]) => ({ verdict, pattern, events }));

  test('has said of thousands of events whether they match', () => {
    const verdicts = rows.map(({ verdict }) => verdict).join('');
    const count = (what: RegExp) => verdicts.match(what)?.length ?? 0;
    expect(count(/1/g)).toBeGreaterThan(1_000);
    expect(count(/0/g)).toBeGreaterThan(1_000);
    expect(count(/refused/g)).toBeGreaterThan(100);
  });

  test('says of every case what our matcher says', () => {
    const different = rows.filter((row) => ourVerdict(row) !== row.verdict);
    expect(different).toEqual([]);
  });

  test.each(rowsOf('differences.tsv'))(
    'says %s, where we say %s on purpose: %s',
    (theirs, ours, pattern, ...events) => {
      expect(ourVerdict({ pattern: pattern ?? '', events })).toBe(ours);
      expect(theirs).not.toBe(ours);
    },
  );
});
