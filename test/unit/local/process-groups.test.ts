import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ProcessGroups } from '../../../bin/local/process/process-groups.ts';
import { poll } from '../../../bin/shared/poll.ts';
import { StepFailure, Stopped } from '../../../bin/shared/step-failure.ts';

const directory = mkdtempSync(join(tmpdir(), 'posthorn-process-groups-'));
afterAll(() => rmSync(directory, { recursive: true }));

function shell(script: string) {
  return {
    program: '/bin/sh',
    parameters: ['-c', script],
    directory,
    environment: { PATH: process.env.PATH ?? '' },
    log: join(directory, `${Math.random()}.log`),
  };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waits for whoever adopted it to notice; it runs no more.
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

const untilGone = (pid: number) => poll({ ask: async () => isGone(pid) || undefined, withinMs: 5000, everyMs: 10 });

/** Starts a leader with a child, and answers with the child's id once both run. */
async function startFamily(processes: ProcessGroups, leaderScript: string): Promise<number> {
  const command = shell(leaderScript);
  processes.start(command);
  const read = async () => Number(readFileSync(command.log, 'utf8').trim()) || undefined;
  const child = await poll({ ask: read, withinMs: 5000, everyMs: 10 });
  if (child === undefined) throw new Error('the child did not start');
  return child;
}

describe('process groups', () => {
  test('a command that exits with 0 resolves; any other is a failure that quotes its log', async () => {
    const processes = new ProcessGroups();
    await processes.run(shell('exit 0'));
    const failing = processes.run(shell('echo out of luck; exit 7'));
    await expect(failing).rejects.toThrow(/exited with 7:\s+out of luck/);
    await expect(failing).rejects.toBeInstanceOf(StepFailure);
  });

  test('a program that is not there is a failure, not a hang', async () => {
    await expect(new ProcessGroups().run({ ...shell(''), program: '/not/there' })).rejects.toThrow(
      'could not be started',
    );
  });

  test('stopping ends the leader and its child', async () => {
    const processes = new ProcessGroups();
    const child = await startFamily(processes, 'sleep 60 & echo $!; wait');
    await processes.stopAll();
    expect(await untilGone(child)).toBe(true);
  });

  test('a child that outlives its leader is ended with it', async () => {
    const child = await startFamily(new ProcessGroups(), 'sleep 60 & echo $!; sleep 0.1');
    expect(await untilGone(child)).toBe(true);
  });

  test('a command under way is reported as stopped, and none can be started afterwards', async () => {
    const processes = new ProcessGroups();
    const running = processes.run(shell('sleep 60'));
    const outcome = expect(running).rejects.toBeInstanceOf(Stopped);
    await processes.stopAll();
    await outcome;
    await expect(processes.run(shell('exit 0'))).rejects.toBeInstanceOf(Stopped);
  });
});
