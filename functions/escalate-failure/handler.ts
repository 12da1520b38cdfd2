import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { dynamodbEscalationLedger } from '../shared/results/adapters/dynamodb-escalation-ledger.ts';
import { sesMailer } from '../shared/results/adapters/ses-mailer.ts';
import { escalateFailures, mailDigests } from '../shared/results/application/escalate-failures.ts';
import { failureNoticeSchema } from '../shared/results/domain/escalation.ts';
import { escalationTelemetry } from '../shared/results/runtime/escalation-telemetry.ts';
import { dynamodbSpaceOwners } from '../shared/spaces/adapters/dynamodb-space-owners.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;

/** In ms. By default the SDK has no timeout, and only warns without the last (NodeHttpHandlerOptions). */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

const ports = {
  clock: systemClock,
  ledger: dynamodbEscalationLedger(client, env.TABLE_NAME),
  owners: dynamodbSpaceOwners(client, env.TABLE_NAME),
  mailer: sesMailer(new SESv2Client({ requestHandler }), {
    sender: env.SENDER_EMAIL,
    configurationSet: env.MAIL_CONFIGURATION_SET,
  }),
  report: escalationTelemetry(observers),
};

/** A schedule for digests, or a result on the bus that an owner must be mailed. */
const call = z.union([
  z.object({ kind: z.literal('sweep') }),
  z.object({ detail: z.object({ notice: failureNoticeSchema }) }),
]);

/** Mails owners about final failures. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, call: call.parse(JSON.parse(body)) }),
  work: async (messages) => {
    const notices = messages.flatMap(({ messageId, call: message }) =>
      'detail' in message ? [{ messageId, notice: message.detail.notice }] : [],
    );
    const returned = await escalateFailures(ports, notices);
    if (notices.length < messages.length) await mailDigests(ports);
    return returned;
  },
});
