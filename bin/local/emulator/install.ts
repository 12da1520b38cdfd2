import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProcessGroups } from '../process/process-groups.ts';
import { localDirectory, pythonEnvironment } from '../stack/run-places.ts';
import type { Python } from './python.ts';

const execute = promisify(execFile);
const requirements = join(import.meta.dirname, 'requirements.txt');

/** The interpreter of the Python environment that holds the emulator. */
export const emulatorPython = join(pythonEnvironment, 'bin', 'python');

/** Is the emulator there, in exactly the pinned versions, and does its interpreter still run? */
export async function isEmulatorInstalled(): Promise<boolean> {
  try {
    const [wanted, present] = await Promise.all([
      readFile(requirements, 'utf8'),
      readFile(join(pythonEnvironment, 'requirements.txt'), 'utf8'),
      // Fails if the Python below it was removed or replaced since.
      execute(emulatorPython, ['-c', 'import ministack, hypercorn, yaml'], { timeout: 20_000 }),
    ]);
    return wanted === present;
  } catch {
    return false;
  }
}

/**
 * Installs the emulator from PyPI. It is made aside and moved into place whole, so that neither an interrupted nor a
 * second install at the same time leaves a half-made one. (Python finds its environment by the interpreter's own place,
 * so moving is safe; only pip's command scripts would break, and we run none.)
 */
export async function installEmulator(input: {
  readonly python: Python;
  readonly processes: ProcessGroups;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
}): Promise<void> {
  const aside = `${pythonEnvironment}.${process.pid}`;
  const command = {
    directory: localDirectory,
    log: input.log,
    environment: { ...input.environment, ...pipSettings() },
  };
  await mkdir(localDirectory, { recursive: true });
  try {
    await input.processes.run({ ...command, program: input.python.executable, parameters: ['-m', 'venv', aside] });
    await input.processes.run({
      ...command,
      program: join(aside, 'bin', 'python'),
      parameters: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements],
    });
    await copyFile(requirements, join(aside, 'requirements.txt'));
    await moveIntoPlace(aside);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function moveIntoPlace(aside: string): Promise<void> {
  if (await isEmulatorInstalled()) {
    return; // Another start was faster.
  }
  await rm(pythonEnvironment, { recursive: true, force: true });
  await rename(aside, pythonEnvironment);
}

/** How this machine reaches PyPI (mirror, proxy, certificates) is the user's to say, in the variables that pip knows. */
function pipSettings(): Readonly<Record<string, string>> {
  const known = Object.entries(process.env).filter(([name]) =>
    /^(PIP_.*|https?_proxy|no_proxy|SSL_CERT_\w+)$/i.test(name),
  );
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
