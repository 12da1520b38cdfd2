import * as z from 'zod';
import { dynamodbWaitItems } from '../shared/deliveries/adapters/dynamodb-wait-items.ts';
import { type FailedRun, reconcileLanes } from '../shared/lanes/application/reconcile-lanes.ts';
import { lanePorts } from '../shared/lanes/runtime/lane-ports.ts';
import { eachMessageInTurn, type FaultReport } from '../shared/platform/application/returned-messages.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;
const ports = {
  ...lanePorts({ client, env, observers }),
  waits: dynamodbWaitItems(client, env.TABLE_NAME),
};

/** The schedule of reconciliation, or an execution that has failed (Step Functions' status change event). */
const call = z.union([
  z.object({ kind: z.literal('sweep') }),
  z.object({ detail: z.object({ name: z.string(), status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']) }) }),
]);

/** Executions are named `<webhookId>-<generation>`. */
const executionName = /^(?<webhookId>.+)-(?<generation>\d+)$/;

function failedRuns(message: z.infer<typeof call>): FailedRun[] {
  if ('kind' in message) return [];
  const { webhookId, generation } = executionName.exec(message.detail.name)?.groups ?? {};
  return webhookId === undefined ? [] : [{ webhookId, generation: Number(generation) }];
}

const report: FaultReport = {
  fault: (fact) => observers.logger.error('Reconciliation failed; the message will be retried', fact),
};

/** Restarts lanes whose execution is late or has failed, checks ended leases, and closes empty lanes. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, call: call.parse(JSON.parse(body)) }),
  async work(messages) {
    const { returned } = await eachMessageInTurn(report, messages, ({ call: message }) =>
      reconcileLanes(ports, failedRuns(message)),
    );
    return returned;
  },
});
