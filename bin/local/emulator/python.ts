import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { StepFailure } from '../../shared/step-failure.ts';

const execute = promisify(execFile);

/** ministack declares `Requires-Python: >=3.10`. */
const oldestMinor = 10;

const probe = `
import importlib.util, json, sys
print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable,
  "canMakeEnvironments": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))}))`;

const probeAnswer = z.object({
  version: z.tuple([z.number(), z.number(), z.number()]),
  executable: z.string().min(1),
  canMakeEnvironments: z.boolean(),
});

/** An interpreter on this machine. Debian's python3 lacks `venv` unless python3-venv is installed. */
export type Python = Readonly<z.infer<typeof probeAnswer>>;

/** The name of the program is tried as it is first, as that is what the user chose to have on the PATH. */
const candidates = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** Finds a Python that can run the local AWS, or fails with exactly what to install. */
export async function findPython(): Promise<Python> {
  const found: Python[] = [];
  for (const candidate of candidates) {
    const python = await probePython(candidate);
    if (python !== undefined && suits(python)) {
      return python;
    }
    found.push(...(python === undefined ? [] : [python]));
  }
  throw new StepFailure(explainMissing(found));
}

export function suits({ version: [major, minor], canMakeEnvironments }: Python): boolean {
  return major === 3 && minor >= oldestMinor && canMakeEnvironments;
}

/** Reads what the probe printed; undefined if that was not its answer. */
export function readProbe(printed: string): Python | undefined {
  try {
    return probeAnswer.parse(JSON.parse(printed));
  } catch {
    return undefined;
  }
}

/** What to install, given the interpreters that were found and do not suit. */
export function explainMissing(found: readonly Python[]): string {
  const withoutVenv = found.find((python) => suits({ ...python, canMakeEnvironments: true }));
  if (withoutVenv !== undefined) {
    const [major, minor] = withoutVenv.version;
    return `Python ${withoutVenv.version.join('.')} at ${withoutVenv.executable} has no venv module (with ensurepip).
    Debian, Ubuntu: sudo apt-get install python${major}-venv   (or python${major}.${minor}-venv)`;
  }
  const seen = found.map(({ version, executable }) => `${version.join('.')} at ${executable}`).join(', ') || 'none';
  return `The local AWS needs Python 3.${oldestMinor} or newer; found: ${seen}.
    Debian, Ubuntu: sudo apt-get install python3 python3-venv
    Fedora:         sudo dnf install python3
    macOS:          brew install python`;
}

async function probePython(name: string): Promise<Python | undefined> {
  try {
    // A version manager's shim may hang or answer nonsense for a version it lacks.
    const { stdout } = await execute(name, ['-c', probe], { timeout: 10_000 });
    return readProbe(stdout);
  } catch {
    return undefined;
  }
}
