import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { mutations } from './mutations.ts';

const root = join(import.meta.dirname, '../..');

test.each(mutations)('the code holds what keeps this safe, once: $safeguard', ({ file, find, replace }) => {
  expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
