import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations } from './mutations.ts';

/** Takes away one safeguard after the other and shows the first seed that notices. */
const root = join(import.meta.dirname, '../..');
/** `npm run simulate:mutations -- [seeds] [part of a safeguard's name]` */
const [, , seeds = '300', only = ''] = process.argv;
let survivors = 0;
for (const { safeguard, file, find, replace } of mutations.filter((each) => each.safeguard.includes(only))) {
  const copy = mkdtempSync(join(tmpdir(), 'posthorn-mutation-'));
  for (const part of ['functions', 'test', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, file), readFileSync(join(root, file), 'utf8').replace(find, replace));
  const run = spawnSync(process.execPath, ['test/simulation/run.ts', '--seeds', seeds, '--until-failure'], {
    cwd: copy,
  });
  rmSync(copy, { recursive: true });
  const [noticed] = /^seed .*$/m.exec(run.stderr.toString()) ?? [];
  if (!noticed) survivors += 1;
  console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${safeguard}\n          ${noticed ?? `${seeds} seeds`}`);
}
process.exitCode = survivors > 0 ? 1 : 0;
