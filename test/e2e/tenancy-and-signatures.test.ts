import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verify } from '@octokit/webhooks-methods';
import { poll } from '../../bin/shared/poll.ts';
import { listEvents, listSpaceDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { removedWebhookKey } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import { readSpaceStatistics } from '../../functions/shared/statistics/runtime/statistics-contract.ts';
import { rotateSecret } from '../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { readWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { api } from '../support/deployed-api.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { arrivesWithinMs, Tenant } from '../support/tenant.ts';

const timeout = 90_000;
/** As `SecureRandom.hex(20)` makes it. */
const secret = '9f2c4e1ab07d5836c1e4a97f0b2d8c635e7a4f10';
const signature = { style: 'sha256', header: 'x-y42-signature' };

/** The bucket in which something was counted, once there is one. */
async function counted(tenant: Tenant, path: string) {
  const viewer = await tenant.createKey('viewer');
  return poll({
    withinMs: arrivesWithinMs,
    everyMs: 200,
    ask: async () => {
      const { buckets } = bodyOf(readSpaceStatistics, await tenant.api('GET', path, undefined, viewer));
      return buckets.find(({ delivered }) => delivered !== 0);
    },
  });
}

/** Whether what a removed webhook left is purged, its statistics too. */
function cleared(tenant: Tenant, webhookId: string): Promise<true | undefined> {
  const Key = removedWebhookKey(tenant.space, webhookId);
  return poll({
    withinMs: arrivesWithinMs,
    ask: async () => {
      const { Item } = await dynamoDb.send(
        new GetCommand({ TableName: stack.outputs.TableName, Key, ConsistentRead: true }),
      );
      return Item === undefined ? true : undefined;
    },
  });
}

let finance: Tenant;
let sales: Tenant;
beforeEach(async () => {
  [finance, sales] = await Promise.all([Tenant.create('finance'), Tenant.create('sales')]);
}, timeout);
afterEach(() => Promise.all([finance.close(), sales.close()]));

test(
  'a webhook belongs to a space: it hears of no other, and no other knows of it',
  async () => {
    const receiver = await finance.receiver();
    const eventTypes = ['*'];
    const id = await finance.createWebhook({ url: `${receiver.url}/finance`, eventTypes });
    await sales.createWebhook({ url: `${receiver.url}/sales`, eventTypes });
    await finance.putEvents({ type: 'job.failed', data: 'of finance' });
    await sales.putEvents({ type: 'job.failed', data: 'of sales' });
    const sent = await finance.requests(receiver, 2);
    const received = sent.map(({ path, body }) => [path, JSON.parse(body.toString()).data]);
    expect(received.sort()).toEqual([
      ['/finance', 'of finance'],
      ['/sales', 'of sales'],
    ]);

    expect(await counted(finance, `/webhooks/${id}/statistics`)).toMatchObject({ delivered: 1, failedAttempts: 0 });
    expect(await counted(finance, '/statistics?interval=day')).toMatchObject({ delivered: 1, exhausted: 0 });

    const events = bodyOf(listEvents, await finance.api('GET', '/events')).items;
    expect(events).toMatchObject([{ type: 'job.failed', deliveryCounts: { succeeded: 1 } }]);
    const deliveries = bodyOf(listSpaceDeliveries, await finance.api('GET', '/deliveries?status=succeeded')).items;
    expect(deliveries).toMatchObject([{ webhookId: id, eventType: 'job.failed' }]);

    const path = `/v1/spaces/${finance.space}/webhooks/${id}`;
    expect(await api({ method: 'GET', path, key: sales.managerKey })).toMatchObject({ status: 404 });
    expect(await api({ method: 'DELETE', path, key: sales.managerKey })).toMatchObject({ status: 404 });
    expect(await sales.api('GET', `/webhooks/${id}`)).toMatchObject({ status: 404 });

    await finance.api('DELETE', `/webhooks/${id}`);
    expect(await cleared(finance, id)).toBe(true);
    expect(await finance.api('GET', `/webhooks/${id}/statistics`)).toMatchObject({ status: 404 });
    expect(await counted(finance, '/statistics')).toMatchObject({ delivered: 1 });
  },
  timeout,
);

test(
  'with a secret every message carries x-y42-signature over its exact bytes; without one, none',
  async () => {
    const receiver = await finance.receiver();
    const signed = await finance.createWebhook({ url: `${receiver.url}/signed`, secret, signature });
    await finance.createWebhook({ url: `${receiver.url}/unsigned`, secret: null, signature });
    await finance.putEvents({ data: { text: 'Zürich – 東京 \u2028 "quoted"', number: 1.5e3 } });

    const [request] = await finance.requests(receiver, 1, '/signed');
    const body = request?.body.toString() ?? '';
    const header = request?.headers['x-y42-signature'] ?? '';
    expect(header).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(await verify(secret, body, header)).toBe(true);
    expect(await verify('another secret', body, header)).toBe(false);
    expect(await verify(secret, `${body} `, header)).toBe(false);

    const [unsigned] = await finance.requests(receiver, 1, '/unsigned');
    expect(Object.keys(unsigned?.headers ?? {}).filter((name) => name.includes('signature'))).toEqual([]);
    expect(unsigned?.body).toEqual(request?.body);

    const viewer = await finance.createKey('viewer');
    const shown = await finance.api('GET', `/webhooks/${signed}`, undefined, viewer);
    expect(bodyOf(readWebhook, shown)).toMatchObject({ secret: '***', signature });
    expect(JSON.stringify(shown.body)).not.toContain(secret);
  },
  timeout,
);

test(
  'a rotated secret goes on signing in the header that receivers know, and the new one beside it',
  async () => {
    const receiver = await finance.receiver();
    const id = await finance.createWebhook({ url: receiver.url, secret, signature });
    const rotation = await finance.api('POST', `/webhooks/${id}/secret/rotate`, { overlapSeconds: 60 });
    const { secret: newest } = bodyOf(rotateSecret, rotation);
    await finance.putEvents({});
    const [request] = await finance.requests(receiver, 1);
    const body = request?.body.toString() ?? '';
    expect(await verify(secret, body, request?.headers['x-y42-signature'] ?? '')).toBe(true);
    expect(await verify(newest ?? '', body, request?.headers['x-y42-signature-next'] ?? '')).toBe(true);
  },
  timeout,
);
