import { existsSync } from 'node:fs';
import { saveFunctionLogs } from '../emulator/function-logs.ts';
import type { ProcessGroups } from '../process/process-groups.ts';
import { closeRunPlaces, type RunPlaces } from './run-places.ts';
import { readRunningStack } from './running-stack.ts';

/** Ends all that a run started, however far it came. What is left are its logs, until the next start. */
export async function stopLocalAws(input: {
  readonly processes: ProcessGroups;
  readonly places: RunPlaces;
}): Promise<void> {
  const { processes, places } = input;
  if (existsSync(places.stackFile)) {
    const { endpoint } = readRunningStack(places.stackFile);
    await saveFunctionLogs({ endpoint, file: places.log('functions') });
  }
  await processes.stopAll();
  closeRunPlaces(places);
}
