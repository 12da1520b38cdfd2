import { openRunPlaces } from '../../bin/local/places.ts';
import { ProcessGroups } from '../../bin/local/process-groups.ts';
import { Progress } from '../../bin/local/progress.ts';
import { readRunningStack, stackFileVariable } from '../../bin/local/running-stack.ts';
import { startLocalAws } from '../../bin/local/start-local-aws.ts';
import { stopLocalAws } from '../../bin/local/stop-local-aws.ts';
import { stopWhenTeardownAsks } from './deployed-stack-stop.ts';

/**
 * Deploys the stack once for all contract and e2e tests, or takes the one that POSTHORN_STACK_FILE names: `npm start`
 * prints that of a stack which stays up, so that a changed test can be tried in a second.
 */
export default async function setUpDeployedStack(): Promise<void> {
  const given = process.env[stackFileVariable];
  if (given !== undefined) {
    await expectRunning(given);
    return;
  }
  const processes = new ProcessGroups();
  const places = openRunPlaces();
  const stop = () => stopLocalAws({ processes, places });
  stopWhenTeardownAsks(stop);
  try {
    await startLocalAws({ progress: new Progress((line) => process.stderr.write(`${line}\n`)), processes, places });
  } catch (error) {
    // Jest calls no teardown after a failed setup.
    await stop();
    throw error;
  }
  process.env[stackFileVariable] = places.stackFile;
}

async function expectRunning(file: string): Promise<void> {
  try {
    const { endpoint } = readRunningStack(file);
    await fetch(`${endpoint}/_ministack/ready`);
  } catch (cause) {
    throw new Error(`${stackFileVariable} names ${file}, but no stack runs there: start one or unset it`, { cause });
  }
}
