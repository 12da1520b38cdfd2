import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scalePage } from '../../../bin/numbers/scale-page.ts';

test('docs/scale.md is what `node bin/scale.ts` computes', () => {
  expect(readFileSync(join(import.meta.dirname, '../../../docs/scale.md'), 'utf8')).toBe(scalePage());
});
