import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDirectory } from '../../shared/project-directory.ts';

/** Everything local and git-ignored: the Python environment and a folder for each run. */
export const localDirectory = join(projectDirectory, '.local');

export const pythonEnvironment = join(localDirectory, 'venv');

const runsDirectory = join(localDirectory, 'runs');

/** The link in a run's folder to its temporary one. */
const temporaryLink = 'tmp';

/** Where one run keeps its logs and what it makes; two runs share nothing but the Python environment. */
export type RunPlaces = Readonly<{
  directory: string;
  /**
   * TMPDIR of all that the run starts. Not below the repository: the emulator unpacks functions here, and there they
   * would find packages in our node_modules which AWS does not have, and our package.json's idea of what a `.js` is.
   */
  temporary: string;
  assembly: string;
  outputs: string;
  /** What tests and tools read to reach the running stack. */
  stackFile: string;
  /** A webhook that points at the run's receiver, ready to be posted. */
  webhookFile: string;
  log: (name: string) => string;
}>;

/** Makes the run's folders and sweeps those of runs whose process is gone: logs live until the next start. */
export function openRunPlaces(): RunPlaces {
  mkdirSync(runsDirectory, { recursive: true });
  for (const run of readdirSync(runsDirectory)) {
    if (!isAlive(Number(run)) || Number(run) === process.pid) {
      sweep(join(runsDirectory, run));
    }
  }
  const directory = join(runsDirectory, String(process.pid));
  const temporary = mkdtempSync(join(tmpdir(), 'posthorn-local-'));
  mkdirSync(directory);
  symlinkSync(temporary, join(directory, temporaryLink));
  return {
    directory,
    temporary,
    assembly: join(directory, 'cdk.out'),
    outputs: join(directory, 'outputs.json'),
    stackFile: join(directory, 'stack.json'),
    webhookFile: join(directory, 'first-webhook.json'),
    log: (name) => join(directory, `${name}.log`),
  };
}

/** Removes all that a run made but its logs. */
export function closeRunPlaces(places: RunPlaces): void {
  removeTemporary(places.directory);
  for (const path of [places.assembly, places.outputs, places.stackFile, places.webhookFile]) {
    rmSync(path, { recursive: true, force: true });
  }
}

function sweep(directory: string): void {
  removeTemporary(directory);
  rmSync(directory, { recursive: true, force: true });
}

function removeTemporary(directory: string): void {
  const link = join(directory, temporaryLink);
  try {
    rmSync(readlinkSync(link), { recursive: true, force: true });
    rmSync(link);
  } catch {
    // No link: it was removed when that run was closed.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
