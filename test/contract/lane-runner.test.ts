import { randomBytes, randomUUID } from 'node:crypto';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import { poll } from '../../bin/shared/poll.ts';
import { sfnLaneRunner } from '../../functions/shared/lanes/adapters/sfn-lane-runner.ts';
import type { LaneRun, LaneRunner } from '../../functions/shared/lanes/application/ports.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryLaneRunner } from '../support/in-memory/lane-runner.ts';

const client = new SFNClient(clientSettings(stack.endpoint));
const now = Date.UTC(2026, 0, 1);

type Made = Readonly<{ runner: LaneRunner; runs: () => Promise<readonly LaneRun[]> }>;

/** A machine that waits as a lane does, and then ends. */
async function makeMachine(): Promise<string> {
  const wait = { Type: 'Wait', SecondsPath: '$.waitSeconds', End: true };
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: `lanes-${randomBytes(4).toString('hex')}`,
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: wait } }),
      roleArn: 'arn:aws:iam::000000000000:role/lanes',
    }),
  );
  return stateMachineArn;
}

async function executionsOf(stateMachineArn: string) {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  return Promise.all(executions.map(({ executionArn }) => client.send(new DescribeExecutionCommand({ executionArn }))));
}

const runners = [
  {
    name: 'in memory',
    make: async (): Promise<Made> => {
      const runner = new InMemoryLaneRunner();
      return { runner, runs: async () => runner.runs };
    },
  },
  ...callers.map(({ caller, clients }) => ({
    name: `Step Functions by ${caller}`,
    make: async (): Promise<Made> => {
      const arn = await makeMachine();
      const runs = async () =>
        (await executionsOf(arn)).map(({ input = '' }): LaneRun => {
          const { webhookId, space, generation, wakeAt } = JSON.parse(input);
          return { webhookId, space, generation, wakeAt };
        });
      return { runner: sfnLaneRunner(clients.stepFunctions, arn), runs };
    },
  })),
];

const run = (changes: Partial<LaneRun> = {}): LaneRun => ({
  webhookId: randomUUID(),
  space: 'acme',
  generation: 1,
  wakeAt: now + 60_000,
  ...changes,
});

describe.each(runners)('the lane runner $name', ({ make }) => {
  test('starts one execution for a generation, however often it is asked, whatever it is asked then', async () => {
    const { runner, runs } = await make();
    const first = run();
    await runner.start(first, now);
    await runner.start(first, now);
    await runner.start({ ...first, wakeAt: now }, now);
    expect(await runs()).toEqual([first]);
  });

  test('starts executions for other generations and webhooks beside it', async () => {
    const { runner, runs } = await make();
    const first = run();
    const all = [first, { ...first, generation: 2 }, run()];
    for (const each of all) await runner.start(each, now);
    const found = await runs();
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining(all));
  });
});

describe('the lane runner in Step Functions alone', () => {
  test('waits until it is time, and not at all if that is past', async () => {
    const arn = await makeMachine();
    const runner = sfnLaneRunner(aws.stepFunctions, arn);
    await runner.start(run({ wakeAt: now + 59_001 }), now);
    await runner.start(run({ wakeAt: now - 1 }), now);
    const waits = (await executionsOf(arn)).map(({ input = '' }) => JSON.parse(input).waitSeconds);
    expect(waits.toSorted()).toEqual([0, 60]);
  });

  test('starts no generation again that has ended', async () => {
    const arn = await makeMachine();
    const runner = sfnLaneRunner(aws.stepFunctions, arn);
    const over = run({ wakeAt: now });
    await runner.start(over, now);
    const hasEnded = async () => ((await executionsOf(arn))[0]?.status === 'SUCCEEDED' ? true : undefined);
    expect(await poll({ withinMs: 20_000, ask: hasEnded })).toBe(true);
    await runner.start(over, now);
    expect((await executionsOf(arn)).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  test('throws when it could not start, so that the lane is left to reconciliation', async () => {
    const arn = await makeMachine();
    await expect(sfnLaneRunner(aws.stepFunctions, `${arn}-that-is-not-there`).start(run(), now)).rejects.toThrow();
  });
});
