import type { Progress } from '../../shared/progress.ts';
import type { StepFailure } from '../../shared/step-failure.ts';
import { renewAdminKey } from '../emulator/aws-clients.ts';
import { type Emulator, startEmulator } from '../emulator/emulator.ts';
import { bareEnvironment } from '../emulator/environment.ts';
import { installEmulator, isEmulatorInstalled } from '../emulator/install.ts';
import { findPython } from '../emulator/python.ts';
import { claimPort } from '../process/free-port.ts';
import type { ProcessGroups } from '../process/process-groups.ts';
import { Cdk, localStackName } from './cdk.ts';
import type { RunPlaces } from './run-places.ts';
import { localApiUrl, type RunningStack, readOutputs, writeRunningStack } from './running-stack.ts';

type Start = Readonly<{
  port?: number | undefined;
  progress: Progress;
  processes: ProcessGroups;
  places: RunPlaces;
  /** Settings of the stage beside its own: `name=value`. */
  settings?: readonly string[] | undefined;
}>;

/**
 * Brings up a clean local AWS with the real stack in it. What it starts lives until `processes.stopAll()`, which the
 * caller owes also when this rejects. Failures are StepFailures with the reason. `ended` resolves with the reason should
 * the local AWS end by itself.
 */
export async function startLocalAws(
  start: Start,
): Promise<{ readonly stack: RunningStack; readonly ended: Promise<StepFailure> }> {
  const { progress, places, settings = [] } = start;
  const port = await claimPort(start.port);
  const cdk = new Cdk({ ...start, environment: bareEnvironment(places.temporary) });
  // Building the app takes processor time, installing and starting mostly waits: side by side they take little more.
  const [{ endpoint, ended }] = await Promise.all([
    bringUpAws({ ...start, port, cdk }),
    progress.step('Build the CDK app', () => cdk.synthesize(settings)),
  ]);
  await progress.step('Deploy the stack', () => cdk.deploy(endpoint));
  const outputs = readOutputs({ file: places.outputs, stackName: localStackName, endpoint });
  await renewAdminKey({ endpoint, secretArn: outputs.AdminKeySecretArn });
  const stack = { endpoint, apiUrl: localApiUrl(endpoint, outputs.ApiUrl), outputs, directory: places.directory };
  writeRunningStack(places.stackFile, stack);
  return { stack, ended };
}

async function bringUpAws(input: Start & { readonly port: number; readonly cdk: Cdk }): Promise<Emulator> {
  const { progress, places } = input;
  const environment = bareEnvironment(places.temporary);
  await ensureEmulator(input);
  const emulator = await progress.step(
    'Start the local AWS',
    () => startEmulator({ ...input, environment }),
    ({ endpoint }) => endpoint,
  );
  await progress.step('Bootstrap the account for CDK', () => input.cdk.bootstrap(emulator.endpoint));
  return emulator;
}

async function ensureEmulator({ progress, processes, places }: Start): Promise<void> {
  if (await isEmulatorInstalled()) {
    return;
  }
  const python = await progress.step(
    'Find Python',
    findPython,
    (found) => `${found.version.join('.')} at ${found.executable}`,
  );
  const environment = bareEnvironment(places.temporary);
  await progress.step('Install the local AWS into .local/venv (first time only)', () =>
    installEmulator({ python, processes, environment, log: places.log('install') }),
  );
}
