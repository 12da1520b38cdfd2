import { stopDeployedStack } from './deployed-stack-stop.ts';

/** Stops what the setup started; a stack that was running before stays up. */
export default async function tearDownDeployedStack(): Promise<void> {
  await stopDeployedStack();
}
