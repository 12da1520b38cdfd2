import { emulatorPython } from './emulator-install.ts';
import { localAccount, localRegion } from './environment.ts';
import type { RunPlaces } from './places.ts';
import { poll } from './poll.ts';
import { lastLines, type ProcessGroups } from './process-groups.ts';
import { StepFailure } from './step-failure.ts';

/** It takes about a second; a loaded machine may need several. */
const readyWithinMs = 60_000;

/**
 * Runs the emulator, and ends its whole group as soon as standard input closes: that happens when the process that
 * started it is gone, even by SIGKILL, so that nothing is ever left behind.
 */
const program = `
import os, signal, sys, threading
def end_with_parent():
    sys.stdin.buffer.read()
    os.killpg(os.getpgrp(), signal.SIGKILL)
threading.Thread(target=end_with_parent, daemon=True).start()
from ministack.app import main
main()`;

/** Starts the emulator on 127.0.0.1 and answers with its endpoint once it serves. It keeps no state. */
export async function startEmulator(input: {
  readonly port: number;
  readonly places: RunPlaces;
  readonly processes: ProcessGroups;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<string> {
  const log = input.places.log('emulator');
  const child = input.processes.start({
    program: emulatorPython,
    parameters: ['-c', program],
    directory: input.places.directory,
    environment: { ...input.environment, ...settings(input) },
    log,
  });
  const end = new AbortController();
  child.once('error', () => end.abort());
  child.once('exit', () => end.abort());
  const endpoint = `http://127.0.0.1:${input.port}`;
  await untilReady({ endpoint, ended: end.signal, log });
  return endpoint;
}

function settings({ port, places }: { readonly port: number; readonly places: RunPlaces }) {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    // Otherwise queue URLs name `localhost`, which may resolve to ::1, where nothing listens.
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: localRegion,
    MINISTACK_ACCOUNT_ID: localAccount,
    // Off by default; only said so that nothing can land outside the run's folder.
    STATE_DIR: places.temporary,
    S3_DATA_DIR: places.temporary,
    PYTHONUNBUFFERED: '1',
  };
}

async function untilReady(input: {
  readonly endpoint: string;
  readonly ended: AbortSignal;
  readonly log: string;
}): Promise<void> {
  const ready = await poll({
    withinMs: readyWithinMs,
    ask: async () => {
      if (input.ended.aborted) {
        throw new StepFailure(`The emulator ended at once:\n${lastLines(input.log)}`, input.log);
      }
      return (await answers(`${input.endpoint}/_ministack/ready`)) ? true : undefined;
    },
  });
  if (ready === undefined) {
    throw new StepFailure(`The emulator did not answer within ${readyWithinMs / 1000} s`, input.log);
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
