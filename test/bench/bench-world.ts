import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stop } from 'esbuild';
import { type Authority, makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { deliveryId } from '../../functions/shared/events/domain/delivery-id.ts';
import { spaceKey } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import { secretKeyring } from '../../functions/shared/platform/adapters/secret-keyring.ts';
import { sealWebhook } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-item.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { bundleFunctions } from '../../lib/function-bundles.ts';
import type { FunctionName, VariableOf } from '../../lib/function-environments.ts';
import { portOf } from '../support/port-of.ts';
import { sqsRecord } from '../support/records/sqs-record.ts';
import { aWebhook } from '../support/records/webhook.ts';
import { CannedAws, type QueuedMessage } from './canned-aws.ts';
import { toItem } from './canned-table.ts';
import { MeasuredWorker } from './measured-worker.ts';
import type { SqsEvent } from './worker.ts';

/** When everything was made that is put into the table. */
const time = '2026-01-01T00:00:00.000Z';

const keyringText = JSON.stringify({ current: 'c'.repeat(64), previous: [] });

/** What an endpoint does with a request; `never` leaves it without a response. */
export type Behaviour = (request: Readonly<{ path: string; id: string }>) => 'never' | number;

/** The variables of all functions; one that has none has every name as key (zod's type of an empty object). */
type FunctionVariable = {
  [Name in FunctionName]: string extends VariableOf<Name> ? never : VariableOf<Name>;
}[FunctionName];

/** A canned AWS, an HTTPS receiver and the functions' bundles, for any of the measurements. */
export class BenchWorld {
  readonly aws: CannedAws;
  readonly folder: string;
  readonly authority: Authority;
  readonly #awsUrl: string;
  readonly #workers: MeasuredWorker[] = [];
  readonly #receiver: Server;
  readonly #sockets = new Set<Socket>();
  #closedBytes = 0;
  #behave: Behaviour = () => 200;
  #respondAfterMs = 0;
  /** When each delivery first reached its endpoint, in ms of this process. */
  readonly arrivals = new Map<string, number>();

  static async open(): Promise<BenchWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'posthorn-bench-'));
    const [authority] = await Promise.all([makeAuthority(), bundleFunctions(join(folder, 'bundles'))]);
    await stop();
    writeFileSync(join(folder, 'ca.pem'), authority.certificatePem);
    const aws = new CannedAws(keyringText);
    const certificate = await authority.issue({ hosts: ['127.0.0.1'] });
    const awsUrl = await aws.serve(certificate);
    const receiver = createServer({ cert: certificate.certificatePem, key: certificate.keyPem });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    return new BenchWorld({ folder, authority, aws, awsUrl, receiver });
  }

  private constructor(parts: {
    folder: string;
    authority: Authority;
    aws: CannedAws;
    awsUrl: string;
    receiver: Server;
  }) {
    this.folder = parts.folder;
    this.authority = parts.authority;
    this.aws = parts.aws;
    this.#awsUrl = parts.awsUrl;
    this.#receiver = parts.receiver;
    this.#receiver.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        this.#closedBytes += socket.bytesRead;
      });
    });
    this.#receiver.on('request', (request, response) => {
      const id = String(request.headers['webhook-id']);
      if (!this.arrivals.has(id)) this.arrivals.set(id, performance.now());
      const status = this.#behave({ path: request.url ?? '', id });
      request.resume();
      request.once('end', () => {
        if (status === 'never') return;
        void setTimeout(this.#respondAfterMs).then(() => response.writeHead(status).end());
      });
    });
  }

  get receiverUrl(): string {
    return `https://127.0.0.1:${portOf(this.#receiver)}`;
  }

  behave(behaviour: Behaviour, respondAfterMs = 0): void {
    this.#behave = behaviour;
    this.#respondAfterMs = respondAfterMs;
  }

  /** Bytes that reached the receivers over TCP so far, greetings and headers included. */
  receivedBytes(): number {
    return [...this.#sockets].reduce((sum, { bytesRead }) => sum + bytesRead, this.#closedBytes);
  }

  bundle(name: string): string {
    return join(this.folder, 'bundles', name, 'handler.mjs');
  }

  worker(): MeasuredWorker {
    const worker = new MeasuredWorker(this.environment());
    this.#workers.push(worker);
    return worker;
  }

  environment(): Readonly<Record<string, string>> {
    return {
      ...this.#functionVariables(),
      NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.pem'),
      AWS_ENDPOINT_URL: this.#awsUrl,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_SERVICE_NAME: 'bench',
      POWERTOOLS_METRICS_NAMESPACE: 'Posthorn/bench',
    };
  }

  #functionVariables(): Readonly<Record<FunctionVariable, string>> {
    const queue = (name: string) => `${this.#awsUrl}/123456789012/${name}`;
    return {
      TABLE_NAME: 'posthorn',
      BUS_NAME: 'posthorn',
      KEYRING_SECRET_ARN: 'keyring',
      ADMIN_KEY_SECRET_ARN: 'admin-key',
      ORIGIN_SECRET_ARN: '',
      LANES_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:lanes',
      RETENTION_DAYS: '30',
      ALLOWED_CIDRS: '127.0.0.0/8',
      EVENTS_QUEUE_URL: queue('events'),
      DELIVERY_QUEUE_URL: queue('deliveries'),
      RETRY_QUEUE_URL: queue('retries'),
      SLOW_DELIVERY_QUEUE_URL: queue('deliveries-slow'),
      SLOW_RETRY_QUEUE_URL: queue('retries-slow'),
      REJECTED_EVENTS_QUEUE_URL: queue('rejected'),
      PURGE_QUEUE_URL: queue('purge'),
      SENDER_EMAIL: 'posthorn@example.com',
      API_URL: 'https://api.example.com',
      FRAME_ANCESTORS: '',
      MAIL_CONFIGURATION_SET: 'posthorn',
      OIDC_ISSUER: '',
      OIDC_AUDIENCE: '',
      OIDC_CLIENT_ID: '',
      OIDC_JWKS_URI: '',
      OIDC_ORIGINS: '',
      OIDC_SCOPE: '',
      OIDC_SPACE_CLAIM: 'space',
      OIDC_ROLE_CLAIM: 'role',
    };
  }

  /** Puts a space with its webhooks into the table, as the API would. */
  async addSpace(space: string, webhookIds: readonly string[], change: Partial<Webhook> = {}): Promise<void> {
    this.#putItem({
      ...spaceKey(space),
      id: space,
      name: space,
      ownerEmail: 'o@example.com',
      createdAt: time,
      updatedAt: time,
      version: 1,
      subscriptionsVersion: 1,
    });
    const keyring = secretKeyring({ read: async () => keyringText, readAgain: async () => keyringText });
    for (const id of webhookIds) {
      const webhook = aWebhook({
        secrets: [{ value: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }],
        id,
        space,
        name: id,
        url: `${this.receiverUrl}/${id}`,
        eventTypes: ['order.paid'],
        tls: { caCertificate: this.authority.certificatePem },
        ...change,
      });
      this.#putItem(await sealWebhook(keyring, webhook));
      this.addSubscription(space, id);
    }
  }

  /** A manager's key. */
  addKey(space: string, { id, hash }: Readonly<{ id: string; hash: string }>): void {
    this.#putItem({ pk: `SPACE#${space}`, sk: `KEY#${id}`, name: 'key', role: 'manager', hash, createdAt: time });
  }

  addSubscription(space: string, webhookId: string): void {
    this.#putItem({ pk: `SUBSCRIPTION#${space}#order.paid`, sk: webhookId });
  }

  #putItem(item: Readonly<Record<string, unknown>>): void {
    this.aws.table.put(toItem(item));
  }

  close(): void {
    for (const worker of this.#workers) worker.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** About 2 KB as JSON, and no easier to compress than a business event is. */
export function businessData(bytes = 1_700): Readonly<Record<string, unknown>> {
  const lines: unknown[] = [];
  const data = { customer: randomUUID(), total: Math.random() * 1000, currency: 'EUR', lines };
  while (JSON.stringify(data).length < bytes) {
    lines.push({
      sku: randomUUID().slice(0, 8),
      title: 'A thing that somebody bought',
      quantity: lines.length,
      price: Math.random() * 100,
    });
  }
  return data;
}

/** What the bus puts into the events queue. */
export function busEnvelope(space: string, time: Date): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'order.paid',
    source: 'shop',
    account: '123456789012',
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [],
    detail: { space, data: businessData() },
  });
}

/** A first delivery of a new event, as fan-out puts it into the delivery queue. */
export function deliveryMessage({ webhookId, eventId }: Readonly<{ webhookId: string; eventId: string }>) {
  const time = new Date();
  const envelopeId = randomUUID();
  const id = deliveryId({ envelopeId, targetId: webhookId, time });
  const event = { space: 'acme', id: eventId, type: 'order.paid', time: time.toISOString(), data: businessData() };
  const ids = { deliveryId: id, space: 'acme', webhookId, eventId, envelopeId, eventType: event.type };
  const message = { ...ids, repeated: false, event };
  return { deliveryId: id, body: JSON.stringify(message) };
}

/** A batch as Lambda hands it to a function. */
export function sqsEvent(messages: readonly QueuedMessage[]): SqsEvent {
  return {
    Records: messages.map(({ id, body, receiveCount }) => sqsRecord(id, body, String(receiveCount))),
  };
}
