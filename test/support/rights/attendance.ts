import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names the file in which test files of the deployed stack put themselves down. */
export const attendanceVariable = 'POSTHORN_TEST_ATTENDANCE';

const tests = join(import.meta.dirname, '../..');

/** Puts a test file that runs down, so that it is known when all have. */
export function attend(testPath: string | undefined): void {
  const file = process.env[attendanceVariable];
  if (file !== undefined) appendFileSync(file, `${testPath}\n`);
}

/** Whether every test file of the deployed stack is down. */
export function haveAllAttended(file: string): boolean {
  const present = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const all = ['contract', 'e2e'].flatMap((folder) =>
    readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(tests, folder, name)),
  );
  return all.every((path) => present.has(path));
}
