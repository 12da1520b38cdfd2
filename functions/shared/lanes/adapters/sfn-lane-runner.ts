import type { StepFunctions } from '../../platform/adapters/aws/aws-clients.ts';
import { isRefusal } from '../../platform/adapters/aws/aws-error.ts';
import type { LaneRunner } from '../application/ports.ts';

/** Runs each generation of a lane as an execution with its own name. */
export function sfnLaneRunner(client: StepFunctions, stateMachineArn: string): LaneRunner {
  return {
    async start({ webhookId, space, generation, wakeAt }, now) {
      const waitSeconds = Math.max(0, Math.ceil((wakeAt - now) / 1000));
      const input = { webhookId, space, generation, wakeAt, wakes: 0, waitSeconds };
      try {
        await client.startExecution({
          stateMachineArn,
          name: `${webhookId}-${generation}`,
          input: JSON.stringify(input),
        });
      } catch (error) {
        // It was started before; if it has ended since, the lane counts as late and receives a new generation.
        if (!isRefusal(error, 'ExecutionAlreadyExists')) throw error;
      }
    },
  };
}
