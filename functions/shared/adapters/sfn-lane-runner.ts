import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { LaneRunner } from '../application/ports/lane-runner.ts';

/** Runs each generation of a lane as an execution with a name of its own. */
export function sfnLaneRunner(client: SFNClient, stateMachineArn: string): LaneRunner {
  return {
    async start({ webhookId, space, generation, wakeAt }, now) {
      const waitSeconds = Math.max(0, Math.ceil((wakeAt - now) / 1000));
      const input = { webhookId, space, generation, wakeAt, wakes: 0, waitSeconds };
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `${webhookId}-${generation}`,
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        // It was started before; if it has ended since, the lane shows as late and is given a new generation.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}
