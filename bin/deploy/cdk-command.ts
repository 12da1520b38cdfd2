import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDirectory } from '../shared/project-directory.ts';
import type { AwsAccess } from './aws-environment.ts';

/** Runs the CDK's own command line from node_modules, showing what it says. Returns whether it succeeded. */
export async function runCdk(parameters: readonly string[], { region, profile }: AwsAccess): Promise<boolean> {
  const child = spawn(
    join(projectDirectory, 'node_modules', '.bin', 'cdk'),
    [...parameters, ...(profile === undefined ? [] : ['--profile', profile]), '--region', region, '--no-notices'],
    { cwd: projectDirectory, stdio: 'inherit', env: { ...process.env, AWS_REGION: region } },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}
