import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { peekMessage, putEvent, readAdminKey } from './aws-clients.ts';
import { makeAuthority } from './certificate.ts';
import { ManagementApi } from './management-api.ts';
import { poll } from './poll.ts';
import type { Progress } from './progress.ts';
import type { RunningStack } from './running-stack.ts';
import { StepFailure } from './step-failure.ts';
import { type ReceivedRequest, startTlsReceiver, type TlsReceiver } from './tls-receiver.ts';

const space = 'demo';
const eventType = 'hit.detected';

/** From the bus to the endpoint it takes a second or two, on a busy machine with cold functions several. */
const arrivesWithinMs = 60_000;

const created = z.looseObject({ id: z.string() });
const createdKey = z.looseObject({ id: z.string(), key: z.string() });
const deliveryRecord = z.looseObject({ id: z.string(), status: z.string() });
const deliveryList = z.looseObject({ items: z.array(deliveryRecord) });

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
  const managerKey = await createSpace(new ManagementApi(stack.apiUrl, adminKey));
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = await new ManagementApi(stack.apiUrl, managerKey).call({
    method: 'POST',
    path: `/v1/spaces/${space}/webhooks`,
    body: {
      name: 'A first webhook',
      url: `${receiver.url}/hooks`,
      eventTypes: [eventType],
      secret: signingSecret,
      tls: { caCertificate },
    },
    answer: created,
  });
  return { stack, receiver, adminKey, managerKey, webhookId: webhook.id, signingSecret, caCertificate };
}

async function createSpace(api: ManagementApi): Promise<string> {
  const body = { id: space, name: 'Demo', ownerEmail: 'owner@example.com' };
  await api.call({ method: 'POST', path: '/v1/spaces', body, answer: created });
  const key = await api.call({
    method: 'POST',
    path: `/v1/spaces/${space}/keys`,
    body: { name: 'tour', role: 'manager' },
    answer: createdKey,
  });
  return key.key;
}

async function putSampleEvent({ endpoint, outputs }: RunningStack): Promise<void> {
  const detail = { space, title: 'A hit', message: 'The tour rang the bell', data: { line: 42, file: 'main.ts' } };
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
    ? 'No delivery was recorded, so the event got stuck before its first attempt.'
    : `Its delivery: ${JSON.stringify(delivery)}`;
}

async function succeededDelivery(setting: Setting): Promise<z.infer<typeof deliveryRecord>> {
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

async function listDeliveries({ stack, managerKey, webhookId }: Setting) {
  const path = `/v1/spaces/${space}/webhooks/${webhookId}/deliveries`;
  const { items } = await new ManagementApi(stack.apiUrl, managerKey).call({
    method: 'GET',
    path,
    answer: deliveryList,
  });
  return items;
}

function verify(secret: string, request: ReceivedRequest): void {
  try {
    new Webhook(secret).verify(request.body, { ...request.headers });
  } catch (error) {
    throw new StepFailure(`The signature does not hold: ${error instanceof Error ? error.message : error}`);
  }
}

function showRequest(request: ReceivedRequest): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return [`${request.method} ${request.path}`, ...headers, '', request.body.toString('utf8')].join('\n');
}
