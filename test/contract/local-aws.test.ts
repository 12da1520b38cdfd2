import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { emulatorPython } from '../../bin/local/emulator/install.ts';

const root = join(import.meta.dirname, '../..');
const script = join(root, 'test/support/emulator/partition_queries.py');

const printed = z.object({
  small: z.array(z.number()),
  large: z.array(z.number()),
  parses: z.tuple([z.number(), z.number()]),
  differences: z.array(z.unknown()),
});

describe('a query on the local AWS', () => {
  let found: z.infer<typeof printed>;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(emulatorPython, [script, join(root, 'bin/local/emulator')], {
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    });
    found = printed.parse(JSON.parse(stdout));
  });

  test('reads no more of a large partition than of a small one', () => {
    expect(found.large).toEqual(found.small);
  });

  test('parses its expressions once, however many items it reads', () => {
    const [forFew, forMany] = found.parses;
    expect(forMany).toBe(forFew);
  });

  test('finds what MiniStack finds', () => {
    expect(found.differences).toEqual([]);
  });
});
