import { renewAdminKey } from './aws-clients.ts';
import { Cdk, localStackName } from './cdk.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { installEmulator, isEmulatorInstalled } from './emulator-install.ts';
import { bareEnvironment } from './environment.ts';
import { claimPort } from './free-port.ts';
import type { RunPlaces } from './places.ts';
import type { ProcessGroups } from './process-groups.ts';
import type { Progress } from './progress.ts';
import { findPython } from './python.ts';
import { localApiUrl, type RunningStack, readOutputs, writeRunningStack } from './running-stack.ts';
import type { StepFailure } from './step-failure.ts';

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
