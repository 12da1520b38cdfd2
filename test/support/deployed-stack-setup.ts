import { ProcessGroups } from '../../bin/local/process/process-groups.ts';
import { openRunPlaces } from '../../bin/local/stack/run-places.ts';
import { readRunningStack, stackFileVariable } from '../../bin/local/stack/running-stack.ts';
import { startLocalAws } from '../../bin/local/stack/start-local-aws.ts';
import { stopLocalAws } from '../../bin/local/stack/stop-local-aws.ts';
import { Progress } from '../../bin/shared/progress.ts';
import { stopWhenTeardownAsks } from './deployed-stack-stop.ts';
import { portalOrigin } from './portal-origin.ts';
import { attendanceVariable, haveAllAttended } from './rights/attendance.ts';
import { watchRights } from './rights/watch-rights.ts';
import { startSignInIssuer } from './sign-in-issuer.ts';

/**
 * Deploys the stack once for all contract and e2e tests, or takes the one that POSTHORN_STACK_FILE names: `npm start`
 * prints that of a stack which stays up, so that a changed test can be tried in a second. The functions of the one that it
 * deploys have no right but those of the template: calls that lack one are refused, and fail the run, as do grants that no
 * test made use of.
 */
export default async function setUpDeployedStack(jest: Readonly<{ testNamePattern?: string }>): Promise<void> {
  const given = process.env[stackFileVariable];
  if (given !== undefined) {
    await expectRunning(given);
    return;
  }
  const processes = new ProcessGroups();
  const places = openRunPlaces();
  const progress = new Progress((line) => process.stderr.write(`${line}\n`));
  const issuer = await startSignInIssuer();
  const stop = async () => {
    issuer.close();
    await stopLocalAws({ processes, places });
  };
  try {
    const settings = [...issuer.settings, `consoleFrameAncestors=${portalOrigin}`];
    const { stack } = await startLocalAws({ progress, processes, places, settings });
    issuer.register(`${stack.apiUrl}/console/index.html`);
    const rights = await watchRights({ endpoint: stack.endpoint, places });
    const attendance = places.log('attendance');
    stopWhenTeardownAsks(async () => {
      const isWholeRun = jest.testNamePattern === undefined && haveAllAttended(attendance);
      const faults = [...rights.refusals(), ...(isWholeRun ? rights.wrongGrants() : [])];
      await stop();
      rights.close();
      progress.note(
        `The functions' calls were judged, their grants ${isWholeRun ? 'too' : 'not: some tests did not run'}`,
      );
      if (faults.length > 0) throw new Error(`The functions' rights are not right:\n${faults.join('\n')}`);
    });
    process.env[stackFileVariable] = places.stackFile;
    process.env[attendanceVariable] = attendance;
  } catch (error) {
    // Jest calls no teardown after a failed setup.
    await stop();
    throw error;
  }
}

async function expectRunning(file: string): Promise<void> {
  try {
    const { endpoint } = readRunningStack(file);
    await fetch(`${endpoint}/_ministack/ready`);
  } catch (cause) {
    throw new Error(`${stackFileVariable} names ${file}, but no stack runs there: start one or unset it`, { cause });
  }
}
