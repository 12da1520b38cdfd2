import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { projectDirectory } from '../shared/project-directory.ts';
import { settingsDeclaration } from './settings-declaration.ts';

const settings = 'lib/stage-settings.d.ts';

/** Writes the construct's types: what the compiler declares of it, and of what that needs. */
export function writeDeclarations(folder: string): void {
  const all = mkdtempSync(join(tmpdir(), 'posthorn-types-'));
  const compiler = join(projectDirectory, 'node_modules', '.bin', 'tsc');
  execFileSync(compiler, ['-p', join(import.meta.dirname, 'tsconfig.json'), '--outDir', all], { stdio: 'inherit' });
  // The compiler would refer to the schemas' library.
  writeFileSync(join(all, settings), settingsDeclaration());
  copyReached(join(all, 'lib/posthorn.d.ts'), { from: all, to: folder });
  rmSync(all, { recursive: true });
}

/** Copies a file of types and those that it refers to, each by the name that the compiler itself would give. */
function copyReached(file: string, places: Readonly<{ from: string; to: string }>, seen = new Set<string>()): void {
  if (seen.has(file)) return;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replaceAll(/(?<=from '\.[^']*)\.ts(?=')/g, '.js');
  const copy = join(places.to, relative(places.from, file));
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, text);
  for (const [, path = ''] of text.matchAll(/from '(\.[^']*)\.js'/g)) {
    copyReached(join(dirname(file), `${path}.d.ts`), places, seen);
  }
}
