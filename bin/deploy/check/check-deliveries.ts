import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import {
  createPosthornClient,
  type Delivery,
  type PosthornClient,
  ProblemError,
  type WebhookDraft,
} from '../../../client/src/index.ts';
import { fullJitter } from '../../../functions/shared/platform/adapters/aws/backoff.ts';
import { dynamodbEscalationLedger } from '../../../functions/shared/results/adapters/dynamodb-escalation-ledger.ts';
import { isRefused } from '../../../functions/shared/results/domain/escalation.ts';
import { poll } from '../../shared/poll.ts';
import type { Progress } from '../../shared/progress.ts';
import { StepFailure } from '../../shared/step-failure.ts';
import { type DeployedStage, outputOf } from './deployed-stage.ts';
import type { Reach } from './reach-stage.ts';

const eventType = 'check.sent';

/** From the bus to an endpoint it takes a second or two, with cold functions several, and a retry comes a second later. */
const arrivesWithinMs = 90_000;

type Check = Readonly<{
  stage: DeployedStage;
  progress: Progress;
  reach: Reach;
  space: string;
  /** The API as the space's manager sees it. */
  manager: PosthornClient;
  producerKey: string;
}>;

/**
 * Sends an event the whole way, in a space of its own that is deleted afterwards. Its receiver is the stage's own API, which
 * takes the delivery for an event of a producer: an endpoint that every stage has, with a public certificate, and nobody's
 * but the stage's. A second webhook fails on purpose, so that its retry comes by a lane, and then its owner is mailed.
 */
export async function checkDeliveries(
  stage: DeployedStage,
  { reach, progress }: Readonly<{ reach: Reach; progress: Progress }>,
): Promise<void> {
  const admin = await progress.step('Read the admin key and call the API', () => openApi(stage, reach));
  const space = `check-${randomBytes(4).toString('hex')}`;
  await progress.step(`Create the space ${space} for the check`, () => createSpace(admin, { space, stage }));
  try {
    const [manager, producerKey] = [await keyOf(admin, space, 'manager'), await keyOf(admin, space, 'producer')];
    const check = { stage, progress, reach, space, producerKey, manager: clientOf(reach, manager) };
    const good = await createWebhook(check, receiving(check));
    const bad = await createWebhook(check, failing(check));
    await progress.step(`Put an event on the bus ${outputOf(stage, 'BusName')}`, () => putEvent(check));
    await progress.step('Deliver it to the API itself', () => expectDelivery(check, good, 'succeeded'));
    await progress.step('Retry a delivery that fails', () => expectDelivery(check, bad, 'exhausted'));
    const { alarmEmail } = stage.settings;
    if (alarmEmail !== undefined) {
      await progress.step(`Mail ${alarmEmail} about it`, () =>
        expectMail(check, { owner: alarmEmail, webhookId: bad }),
      );
    }
  } finally {
    await progress.step(`Delete the space ${space}`, () =>
      admin.DELETE('/v1/spaces/{space}', { params: { path: { space } } }),
    );
  }
}

function clientOf({ apiUrl }: Reach, token: string): PosthornClient {
  return createPosthornClient({ baseUrl: apiUrl, token });
}

async function openApi(stage: DeployedStage, reach: Reach): Promise<PosthornClient> {
  const { SecretString: key = '' } = await new SecretsManagerClient(stage.access).send(
    new GetSecretValueCommand({ SecretId: outputOf(stage, 'AdminKeySecretArn') }),
  );
  const admin = clientOf(reach, key);
  try {
    await admin.GET('/v1/spaces', { params: { query: { limit: 1 } } });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const record = stage.outputs.ApiDnsRecord;
    throw new StepFailure(
      `${reach.apiUrl} cannot be reached (${error instanceof Error ? (error.cause ?? error.message) : error})${record === undefined ? '' : `: check that the DNS record exists:\n\n     ${record}`}`,
    );
  }
  return admin;
}

async function createSpace(
  admin: PosthornClient,
  { space, stage }: Readonly<{ space: string; stage: DeployedStage }>,
): Promise<void> {
  const ownerEmail = stage.settings.alarmEmail ?? stage.settings.senderEmail;
  await admin.POST('/v1/spaces', { body: { id: space, name: 'Check after a deployment', ownerEmail } });
}

async function keyOf(admin: PosthornClient, space: string, role: 'manager' | 'producer'): Promise<string> {
  const { data } = await admin.POST('/v1/spaces/{space}/keys', {
    params: { path: { space } },
    body: { name: 'check', role },
  });
  return data.key;
}

/** A webhook to a path of the receiver. */
type Draft = Omit<WebhookDraft, 'url'> & Readonly<{ path: string }>;

/** Its deliveries are what a producer may POST. */
function receiving({ space, producerKey }: Check): Draft {
  return {
    name: 'Answers',
    path: `/v1/spaces/${space}/events`,
    headers: { authorization: `Bearer ${producerKey}` },
    payload: { format: 'template', template: { type: 'check.received', data: { delivery: '${ID}' } } },
  };
}

/** Nothing answers there but 404. */
function failing({ space }: Check): Draft {
  return { name: 'Fails on purpose: nothing is wrong', path: `/v1/check/${space}`, retrySchedule: [1] };
}

async function createWebhook({ manager, space, reach }: Check, { path, ...draft }: Draft): Promise<string> {
  const tls = reach.caCertificate === undefined ? {} : { tls: { caCertificate: reach.caCertificate } };
  const body = { ...draft, url: `${reach.receiverUrl}${path}`, eventTypes: [eventType], ...tls };
  const { data } = await manager.POST('/v1/spaces/{space}/webhooks', { params: { path: { space } }, body });
  return data.id;
}

async function putEvent({ stage, space }: Check): Promise<void> {
  const { FailedEntryCount, Entries } = await new EventBridgeClient(stage.access).send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: outputOf(stage, 'BusName'),
          Source: 'posthorn.check',
          DetailType: eventType,
          Detail: JSON.stringify({ space, data: {} }),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0) throw new StepFailure(`The bus refused the event: ${Entries?.[0]?.ErrorMessage}`);
}

async function expectDelivery(
  { manager, space, stage }: Check,
  webhookId: string,
  status: 'succeeded' | 'exhausted',
): Promise<void> {
  const path = { space, webhookId };
  let last: Delivery | undefined;
  const ask = async () => {
    const { data } = await manager.GET('/v1/spaces/{space}/webhooks/{webhookId}/deliveries', { params: { path } });
    [last] = data.items;
    return last?.status === status ? last : undefined;
  };
  if ((await poll({ ask, withinMs: arrivesWithinMs, everyMs: 500 })) !== undefined) return;
  throw new StepFailure(
    last === undefined
      ? 'The event has no delivery: check the queues and the errors of the functions (see the runbook)'
      : `The status of its delivery is not "${status}": ${JSON.stringify(last)}${stage.settings.webAclArn === undefined ? '' : '\n  Check that the web ACL allows requests of the functions.'}`,
  );
}

async function expectMail(
  { stage }: Check,
  { owner, webhookId }: Readonly<{ owner: string; webhookId: string }>,
): Promise<void> {
  const client = DynamoDBDocument.from(new DynamoDBClient(stage.access));
  const backoff = fullJitter(() => arrivesWithinMs);
  const ledger = dynamodbEscalationLedger(Object.assign(client, { backoff }), outputOf(stage, 'TableName'));
  const ask = async () => {
    const entry = await ledger.find({ owner, targetId: webhookId, kind: 'delivery.exhausted' });
    if (entry === undefined) return undefined;
    if (isRefused(entry)) return 'refused';
    return entry.unmailed === 0 && entry.mailing === undefined ? 'mailed' : undefined;
  };
  const outcome = await poll({ ask, withinMs: arrivesWithinMs, everyMs: 500 });
  if (outcome === 'mailed') return;
  throw new StepFailure(
    outcome === 'refused'
      ? `SES refused the mail: is ${stage.settings.senderEmail} verified, and is the account out of the SES sandbox?`
      : 'The mail was not sent: read the log of the function escalate-failure',
  );
}
