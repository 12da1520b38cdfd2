import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { poll } from '../../shared/poll.ts';
import { StepFailure } from '../../shared/step-failure.ts';
import { lastLines, type ProcessGroups } from '../process/process-groups.ts';
import type { RunPlaces } from '../stack/run-places.ts';
import { localAccount, localRegion } from './environment.ts';
import { emulatorPython } from './install.ts';

/** It takes about a second; a loaded machine may need several. */
const readyWithinMs = 60_000;

const program = join(import.meta.dirname, 'emulator.py');

/** A serving emulator. `ended` resolves with the reason should it end by itself. */
export type Emulator = Readonly<{ endpoint: string; ended: Promise<StepFailure> }>;

/** Starts the emulator on 127.0.0.1 and returns once it serves. It keeps no state. */
export async function startEmulator(input: {
  readonly port: number;
  readonly places: RunPlaces;
  readonly processes: ProcessGroups;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<Emulator> {
  const log = input.places.log('emulator');
  const child = input.processes.start({
    program: emulatorPython,
    parameters: [program],
    directory: input.places.directory,
    environment: { ...input.environment, ...settings(input) },
    log,
  });
  const ended = endOf(child, log);
  const endpoint = `http://127.0.0.1:${input.port}`;
  await Promise.race([untilReady(endpoint, log), ended.then((failure) => Promise.reject(failure))]);
  return { endpoint, ended };
}

function endOf(child: ChildProcess, log: string): Promise<StepFailure> {
  return new Promise((resolve) => {
    const end = () => resolve(new StepFailure(`The local AWS stopped:\n${lastLines(log)}`, log));
    child.once('error', end);
    child.once('exit', end);
  });
}

function settings({ port, places }: { readonly port: number; readonly places: RunPlaces }) {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: localRegion,
    MINISTACK_ACCOUNT_ID: localAccount,
    // Off by default; only said so that nothing can land outside the run's folder.
    STATE_DIR: places.temporary,
    S3_DATA_DIR: places.temporary,
    PYTHONUNBUFFERED: '1',
    // Its own modules are beside it, in the source.
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

async function untilReady(endpoint: string, log: string): Promise<void> {
  const ask = async () => ((await answers(`${endpoint}/_ministack/ready`)) ? true : undefined);
  if ((await poll({ ask, withinMs: readyWithinMs })) === undefined) {
    throw new StepFailure(`The local AWS did not answer within ${readyWithinMs / 1000} s`, log);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
