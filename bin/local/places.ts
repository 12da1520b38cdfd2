import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const projectDirectory = resolve(import.meta.dirname, '../..');

/** Everything local and git-ignored: the Python environment and a folder for each run. */
export const localDirectory = join(projectDirectory, '.local');

export const pythonEnvironment = join(localDirectory, 'venv');

/** Where one run keeps its logs and what it makes; two runs share nothing but the Python environment. */
export type RunPlaces = Readonly<{
  directory: string;
  /** TMPDIR of all that the run starts. */
  temporary: string;
  assembly: string;
  outputs: string;
  /** What tests and tools read to reach the running stack. */
  stackFile: string;
  log: (name: string) => string;
}>;

/** Makes the run's folder and sweeps those of runs whose process is gone: logs live until the next start. */
export function openRunPlaces(): RunPlaces {
  const runs = join(localDirectory, 'runs');
  mkdirSync(runs, { recursive: true });
  for (const name of readdirSync(runs).filter((run) => !isAlive(Number(run)))) {
    rmSync(join(runs, name), { recursive: true, force: true });
  }
  const directory = join(runs, String(process.pid));
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, 'tmp'), { recursive: true });
  return {
    directory,
    temporary: join(directory, 'tmp'),
    assembly: join(directory, 'cdk.out'),
    outputs: join(directory, 'outputs.json'),
    stackFile: join(directory, 'stack.json'),
    log: (name) => join(directory, `${name}.log`),
  };
}

/** Removes all that a run made but its logs. */
export function closeRunPlaces(places: RunPlaces): void {
  for (const path of [places.temporary, places.assembly, places.outputs, places.stackFile]) {
    rmSync(path, { recursive: true, force: true });
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
