import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compileFilter, eventFilter, maxFilterLength } from '../../../functions/shared/events/domain/event-filter.ts';
import { matchPattern } from '../../../functions/shared/events/domain/event-pattern/match.ts';
import { maxAlternatives } from '../../../functions/shared/events/domain/event-pattern/pattern.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/filters.md'), 'utf8');

/** Rows of the tables that end in a filter, an event that matches and one that does not. */
const rows = page
  .split('\n')
  .flatMap((line) => [/\| `(\{.*\})` \| `(\{.*\})` \| `(\{.*\})` \|$/.exec(line)?.slice(1) ?? []])
  .filter((row) => row.length === 3);

test('the page has an example of each operator', () => {
  for (const operator of [
    'prefix',
    'suffix',
    'equals-ignore-case',
    'wildcard',
    'anything-but',
    'numeric',
    'cidr',
    'exists',
    '$or',
  ])
    expect(rows.some(([filter]) => filter?.includes(`"${operator}"`))).toBe(true);
});

test.each(rows)('%s matches %s and not %s', (filter, matching, other) => {
  const parsed = eventFilter.parse(JSON.parse(filter ?? ''));
  const pattern = compileFilter(parsed);
  expect(matchPattern(pattern, JSON.parse(matching ?? ''))).toBe('match');
  expect(matchPattern(pattern, JSON.parse(other ?? ''))).toBe('no_match');
});

test('the limits are those of the code', () => {
  expect(page).toContain(`| Length, as JSON | ${maxFilterLength.toLocaleString('en')} characters |`);
  expect(page).toContain(`| Combinations of \`$or\` branches | ${maxAlternatives} |`);
});
