import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { StepFailure, Stopped } from '../../shared/step-failure.ts';

/** A command whose output goes to a log of its own. `environment` is all it gets: nothing is inherited. */
export type Command = Readonly<{
  program: string;
  parameters: readonly string[];
  directory: string;
  environment: Readonly<Record<string, string>>;
  log: string;
}>;

/** How long a group may take to end by itself once asked to, before it is killed. */
const patienceMs = 3000;

/**
 * Every process we start, each as the leader of its own group, so that it ends with all its descendants
 * and Ctrl-C reaches us alone.
 */
export class ProcessGroups {
  readonly #leaders = new Map<number, ChildProcess>();
  #stopping = false;

  constructor() {
    // The last resort when this process ends by any way that still runs code: no waiting is possible there.
    process.once('exit', () => this.#signalAll('SIGKILL'));
  }

  /**
   * Starts a command that stays. Its standard input is a pipe from us which it may watch: it closes when we are gone,
   * even if we were killed.
   */
  start(command: Command): ChildProcess {
    if (this.#stopping) {
      throw new Stopped();
    }
    const log = openSync(command.log, 'a');
    const child = spawn(command.program, command.parameters, {
      cwd: command.directory,
      env: command.environment,
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    const { pid } = child;
    if (pid !== undefined) {
      this.#leaders.set(pid, child);
      // Descendants may outlive their leader: the group is ended with it.
      child.once('exit', () => this.#endGroup(pid));
    }
    return child;
  }

  /** Runs a command to its end. Rejects with a StepFailure that quotes the end of its log unless it exits with 0. */
  async run(command: Command): Promise<void> {
    const child = this.start(command);
    child.stdin?.end();
    const outcome = await ended(child);
    if (this.#stopping) {
      throw new Stopped();
    }
    if (outcome !== 'exited with 0') {
      throw new StepFailure(
        `${basename(command.program)} ${command.parameters[0] ?? ''} ${outcome}:\n${lastLines(command.log)}`,
        command.log,
      );
    }
  }

  /** Ends every group, politely first, and returns when none is left. Nothing can be started afterwards. */
  async stopAll(): Promise<void> {
    this.#stopping = true;
    const leaders = [...this.#leaders.values()].filter((child) => child.exitCode === null && child.signalCode === null);
    const gone = Promise.all(leaders.map((child) => ended(child)));
    this.#signalAll('SIGTERM');
    const patience = new AbortController();
    await Promise.race([gone, scheduler.wait(patienceMs, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    this.#signalAll('SIGKILL');
    await gone;
  }

  #endGroup(leader: number): void {
    signalGroup(leader, 'SIGKILL');
    this.#leaders.delete(leader);
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const leader of this.#leaders.keys()) {
      signalGroup(leader, signal);
    }
  }
}

/** The last lines of a log, indented and without stack frames, for an error message. */
export function lastLines(log: string, count = 20): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines
    .filter((line) => !/^\s+at /.test(line))
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: the group has ended already, which is what was wanted.
  }
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal === null ? `exited with ${code}` : `was ended by ${signal}`));
  });
}
