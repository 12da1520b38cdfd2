import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { systemClock } from '../../platform/adapters/system-clock.ts';
import { aws } from '../../platform/runtime/aws.ts';
import type { Observers } from '../../platform/runtime/worker-observers.ts';
import { dynamodbLaneStore } from '../adapters/dynamodb-lane-store.ts';
import { sfnLaneRunner } from '../adapters/sfn-lane-runner.ts';
import { laneTelemetry } from './lane-telemetry.ts';

type LaneSettings = Readonly<{
  client: DynamoDb;
  env: Readonly<{ TABLE_NAME: string; LANES_ARN: string }>;
  observers: Observers;
}>;

/** The ports of functions that open, change or repair lanes. */
export function lanePorts({ client, env, observers }: LaneSettings) {
  return {
    clock: systemClock,
    lanes: dynamodbLaneStore(client, env.TABLE_NAME),
    runner: sfnLaneRunner(aws.stepFunctions, env.LANES_ARN),
    report: laneTelemetry(observers),
  };
}
