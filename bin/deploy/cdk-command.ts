import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDirectory } from '../local/places.ts';

/** How a run of the CDK's command line ended, and what it said. */
export type CdkRun = Readonly<{ succeeded: boolean; output: string }>;

/** Runs the CDK's own command line from node_modules, showing what it says. */
export async function runCdk(parameters: readonly string[]): Promise<CdkRun> {
  const child = spawn(join(projectDirectory, 'node_modules', '.bin', 'cdk'), [...parameters, '--no-notices'], {
    cwd: projectDirectory,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ succeeded: code === 0, output }));
  });
}

/**
 * Whether a run failed because the account was never prepared for the CDK, in the pinned command line's words. It speaks of
 * bootstrapping in many a warning besides, and an account that others share is never prepared anew for those.
 */
export function needsBootstrap({ succeeded, output }: CdkRun): boolean {
  return !succeeded && neverBootstrapped.test(output);
}

/** What it says when the parameter is missing that every bootstrapped account and region has. */
export const neverBootstrapped = /SSM parameter \S+ not found in [^\n]+\. Has the environment been bootstrapped\?/;
