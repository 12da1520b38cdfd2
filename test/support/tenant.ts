import { randomBytes, randomUUID } from 'node:crypto';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { type Responder, startTlsReceiver, type TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { createPosthornClient } from '../../client/src/index.ts';
import { listDeliveries, type readDelivery } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { createWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { type BodyOf, bodyOf } from './answers.ts';
import { type ApiAnswer, type ApiMethod, api } from './deployed-api.ts';
import { adminKey, eventBridge, stack } from './deployed-stack.ts';

/** From the bus to the endpoint it takes a second or two; on a busy machine, with cold functions, several. */
export const arrivesWithinMs = 45_000;

const fields = z.record(z.string(), z.unknown());

type Fields = Readonly<Record<string, unknown>>;
/** A delivery as the API shows it. */
export type Delivery = BodyOf<typeof readDelivery>;
type Role = 'manager' | 'viewer' | 'producer';

/** The certificate authority of this test file's receivers; {@link Tenant.createWebhook} makes webhooks trust it. */
export const authority = await makeAuthority();
export const certificate = await authority.issue({ hosts: ['127.0.0.1'] });

/** The platform's own client. */
const admin = createPosthornClient({ baseUrl: stack.apiUrl, token: adminKey });

/** The members of an answer's JSON object; fails with the whole answer when the status is another. */
export function expectBody(answer: ApiAnswer, status: number): Fields {
  if (answer.status !== status)
    throw new Error(`HTTP ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return fields.parse(answer.body);
}

/** A space of its own for one test, with what the test needs of the API, the bus and a receiver. */
export class Tenant {
  readonly space: string;
  readonly managerKey: string;
  readonly #closing: Readonly<{ close: () => Promise<void> }>[] = [];

  private constructor(space: string, managerKey: string) {
    this.space = space;
    this.managerKey = managerKey;
  }

  static async create(name = 'tenant'): Promise<Tenant> {
    const space = `${name}-${randomBytes(4).toString('hex')}`;
    await admin.POST('/v1/spaces', { body: { id: space, name, ownerEmail: `owner@${space}.example` } });
    return new Tenant(space, await createKey(space, 'manager'));
  }

  createKey(role: Role): Promise<string> {
    return createKey(this.space, role);
  }

  /** Calls the API below the space, as its manager or with another key. */
  api(method: ApiMethod, path: string, body?: unknown, key = this.managerKey): Promise<ApiAnswer> {
    return api({ method, path: `/v1/spaces/${this.space}${path}`, key, body });
  }

  /** Creates a webhook as {@link createWebhook} does, though the API may refuse it. */
  postWebhook(fields: Fields): Promise<ApiAnswer> {
    return this.api('POST', '/webhooks', {
      name: randomUUID(),
      eventTypes: ['hit.detected'],
      tls: { caCertificate: authority.certificatePem },
      ...fields,
    });
  }

  /** Starts a receiver over real TLS, whose certificate only {@link createWebhook} makes trusted. */
  async receiver(respond?: Responder): Promise<TlsReceiver> {
    return this.keep(await startTlsReceiver({ certificate, respond }));
  }

  /** Closes the receiver with the tenant. */
  keep<Receiver extends Readonly<{ close: () => Promise<void> }>>(receiver: Receiver): Receiver {
    this.#closing.push(receiver);
    return receiver;
  }

  /** Creates a webhook that subscribes to `hit.detected` and trusts the test's receivers; returns its id. */
  async createWebhook(fields: Fields & Readonly<{ url: string }>): Promise<string> {
    return bodyOf(createWebhook, await this.postWebhook(fields)).id;
  }

  /** Puts events on the bus in one call, as a producer does. */
  async putEvents(...events: readonly (Fields & Readonly<{ type?: string }>)[]): Promise<void> {
    const { FailedEntryCount } = await eventBridge.send(
      new PutEventsCommand({
        Entries: events.map(({ type = 'hit.detected', ...detail }) => ({
          EventBusName: stack.outputs.BusName,
          Source: 'test.producer',
          DetailType: type,
          Detail: JSON.stringify({ space: this.space, data: {}, ...detail }),
        })),
      }),
    );
    if (FailedEntryCount !== 0) throw new Error('The bus refused an event');
  }

  /** The webhook's deliveries, once there are as many as asked for in the state asked for. */
  async deliveries({ webhookId, count, status }: { webhookId: string; count: number; status?: string }) {
    let last: readonly Delivery[] = [];
    const found = await poll({
      withinMs: arrivesWithinMs,
      everyMs: 200,
      ask: async () => {
        const { items } = bodyOf(listDeliveries, await this.api('GET', `/webhooks/${webhookId}/deliveries`));
        last = items;
        const matching = items.filter((delivery) => status === undefined || delivery.status === status);
        return matching.length >= count ? matching : undefined;
      },
    });
    if (!found) throw new Error(`${count} deliveries did not come, only ${JSON.stringify(last)}`);
    return found;
  }

  /** The receiver's requests, of one path if one is given, once there are as many as asked for. */
  async requests(receiver: TlsReceiver, count: number, path?: string) {
    const all = () => receiver.requests.filter((request) => path === undefined || request.path === path);
    const ask = async () => (all().length >= count ? all() : undefined);
    const found = await poll({ withinMs: arrivesWithinMs, ask });
    if (!found) throw new Error(`${count} requests did not come, only ${all().length}`);
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.map((receiver) => receiver.close()));
  }
}

async function createKey(space: string, role: Role): Promise<string> {
  const { data } = await admin.POST('/v1/spaces/{space}/keys', {
    params: { path: { space } },
    body: { name: role, role },
  });
  return data.key;
}
