import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createPosthornClient, type Delivery, type PosthornClient } from '../../../client/src/index.ts';
import { poll } from '../../shared/poll.ts';
import type { Progress } from '../../shared/progress.ts';
import { StepFailure } from '../../shared/step-failure.ts';
import { peekMessage, putEvent, readAdminKey } from '../emulator/aws-clients.ts';
import { makeAuthority } from '../receiver/certificate.ts';
import { type ReceivedRequest, startTlsReceiver, type TlsReceiver } from '../receiver/tls-receiver.ts';
import type { RunningStack } from '../stack/running-stack.ts';

const space = 'demo';
const eventType = 'hit.detected';

/** From the bus to the endpoint it takes a second or two, on a busy machine with cold functions several. */
const arrivesWithinMs = 60_000;

/** What the tour made and leaves behind to try things with. */
export type TourResult = Readonly<{
  space: string;
  eventType: string;
  webhookId: string;
  adminKey: string;
  managerKey: string;
  receiver: TlsReceiver;
  /** PEM of the authority that made the receiver's certificate. */
  caCertificate: string;
}>;

/**
 * Sends one real event all the way: a space, a key and a webhook by the management API, the event by the bus, the request
 * into a TLS receiver of ours. Rejects with the reason if anything on the way does not hold. The caller closes the receiver.
 */
export async function takeTour(input: {
  readonly stack: RunningStack;
  readonly progress: Progress;
  readonly say: (text: string) => void;
}): Promise<TourResult> {
  const { stack, progress, say } = input;
  const setting = await progress.step('Create a space, a key and a webhook', () => setUp(stack));
  const { receiver } = setting;
  await progress.step(`Put a ${eventType} event on the bus`, () => putSampleEvent(stack));
  const request = await progress.step('Wait for the webhook', () => arrival(setting));
  say(showRequest(request));
  await progress.step('Verify its signature with the standardwebhooks package', async () =>
    verify(setting.signingSecret, request),
  );
  const record = await progress.step('Read the delivery record', () => succeededDelivery(setting));
  say(JSON.stringify(record, null, 2));
  const { webhookId, adminKey, managerKey, caCertificate } = setting;
  return { space, eventType, webhookId, adminKey, managerKey, receiver, caCertificate };
}

type Setting = Readonly<{
  stack: RunningStack;
  receiver: TlsReceiver;
  adminKey: string;
  managerKey: string;
  manager: PosthornClient;
  webhookId: string;
  signingSecret: string;
  caCertificate: string;
}>;

async function setUp(stack: RunningStack): Promise<Setting> {
  const authority = await makeAuthority();
  const caCertificate = authority.certificatePem;
  const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  const receiver = await startTlsReceiver({ certificate });
  const adminKey = await readAdminKey({ endpoint: stack.endpoint, secretArn: stack.outputs.AdminKeySecretArn });
  const managerKey = await createSpace(createPosthornClient({ baseUrl: stack.apiUrl, token: adminKey }));
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const manager = createPosthornClient({ baseUrl: stack.apiUrl, token: managerKey });
  const { data: webhook } = await manager.POST('/v1/spaces/{space}/webhooks', {
    params: { path: { space } },
    body: {
      name: 'A first webhook',
      url: `${receiver.url}/hooks`,
      eventTypes: [eventType],
      secret: signingSecret,
      tls: { caCertificate },
    },
  });
  return { stack, receiver, adminKey, managerKey, manager, webhookId: webhook.id, signingSecret, caCertificate };
}

async function createSpace(admin: PosthornClient): Promise<string> {
  await admin.POST('/v1/spaces', { body: { id: space, name: 'Demo', ownerEmail: 'owner@example.com' } });
  const { data } = await admin.POST('/v1/spaces/{space}/keys', {
    params: { path: { space } },
    body: { name: 'tour', role: 'manager' },
  });
  return data.key;
}

async function putSampleEvent({ endpoint, outputs }: RunningStack): Promise<void> {
  const detail = { space, title: 'A hit', message: 'Sent by the tour', data: { line: 42, file: 'main.ts' } };
  await putEvent({ endpoint, busName: outputs.BusName, type: eventType, detail });
}

async function arrival(setting: Setting): Promise<ReceivedRequest> {
  const request = await poll({ ask: async () => setting.receiver.requests[0], withinMs: arrivesWithinMs });
  if (request === undefined) {
    throw new StepFailure(
      `No request within ${arrivesWithinMs / 1000} s. ${await explainAbsence(setting)}`,
      setting.stack.directory,
    );
  }
  return request;
}

/** Where the event got stuck, as far as it can be seen from outside. */
async function explainAbsence(setting: Setting): Promise<string> {
  const { endpoint, outputs } = setting.stack;
  const rejected = await peekMessage({ endpoint, queueUrl: outputs.RejectedEventsQueueUrl });
  if (rejected !== undefined) {
    return `The event was rejected: ${rejected}`;
  }
  const [delivery] = await listDeliveries(setting);
  return delivery === undefined
    ? 'No delivery was recorded: the event was not processed before its first attempt.'
    : `Its delivery: ${JSON.stringify(delivery)}`;
}

async function succeededDelivery(setting: Setting): Promise<Delivery> {
  const delivery = await poll({
    ask: async () => (await listDeliveries(setting)).find(({ status }) => status === 'succeeded'),
    withinMs: arrivesWithinMs,
    everyMs: 250,
  });
  if (delivery === undefined) {
    throw new StepFailure(`The request arrived but was not recorded as succeeded: ${await explainAbsence(setting)}`);
  }
  return delivery;
}

async function listDeliveries({ manager, webhookId }: Setting): Promise<readonly Delivery[]> {
  const path = { space, webhookId };
  const { data } = await manager.GET('/v1/spaces/{space}/webhooks/{webhookId}/deliveries', { params: { path } });
  return data.items;
}

function verify(secret: string, request: ReceivedRequest): void {
  try {
    new Webhook(secret).verify(request.body, { ...request.headers });
  } catch (error) {
    throw new StepFailure(`The signature is invalid: ${error instanceof Error ? error.message : error}`);
  }
}

function showRequest(request: ReceivedRequest): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [`${request.method} ${request.path}`, ...headers, '', request.body.toString('utf8')].join('\n');
}
