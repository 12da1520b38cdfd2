import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { createNotification } from '../../functions/shared/webhooks/runtime/notifications-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { arrivesWithinMs, Tenant } from '../support/tenant.ts';

const timeout = 90_000;

let acme: Tenant;
let receiver: TlsReceiver;
beforeAll(async () => {
  acme = await Tenant.create('alerts');
  receiver = await acme.receiver();
}, timeout);
afterAll(() => acme.close());

/** The JSON bodies that came under a path, once there are as many as asked for. */
async function bodies(path: string, count: number): Promise<unknown[]> {
  return (await acme.requests(receiver, count, path)).map(({ body }) => JSON.parse(body.toString()));
}

test('only managers configure webhooks and notifications', async () => {
  const webhookId = await acme.createWebhook({ url: receiver.url, eventTypes: [] });
  for (const role of ['viewer', 'producer'] as const) {
    const key = await acme.createKey(role);
    const attempts = [
      acme.api('POST', '/webhooks', { name: role, url: receiver.url }, key),
      acme.api('PATCH', `/webhooks/${webhookId}`, { name: role }, key),
      acme.api('DELETE', `/webhooks/${webhookId}`, undefined, key),
      acme.api('POST', `/webhooks/${webhookId}/notifications`, { eventType: 'a' }, key),
      acme.api('POST', '/webhooks/test', { url: receiver.url }, key),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer).toMatchObject({ status: 403 });
  }
  expect(await acme.api('GET', `/webhooks/${webhookId}`)).toMatchObject({ status: 200 });
});

test('a name is unique in its space, and free in another', async () => {
  const other = await Tenant.create('other');
  await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Alerts' });
  const again = await acme.postWebhook({ url: receiver.url, name: 'Alerts' });
  expect(again).toMatchObject({ status: 409, body: { errors: [{ path: 'name' }] } });
  await other.createWebhook({ url: receiver.url, eventTypes: [], name: 'Alerts' });
});

test.each([
  ['without TLS', 'http://hooks.example.com/', 'https'],
  ['with a password', 'https://me:secret@hooks.example.com/', 'password'],
  ['that is none', 'hooks.example.com', 'not valid'],
  ['inside the network', 'https://10.0.0.1/', 'private'],
  ["of Lambda's own runtime", 'https://0xa9fe6401:9001/2018-06-01/runtime/', 'link-local'],
])('a URL %s is refused with the reason', async (_what, url, reason) => {
  const answer = await acme.postWebhook({ url });
  expect(answer).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'url', message: expect.stringContaining(reason) }] },
  });
});

test('custom headers go along, beside a preset JSON content type that cannot be changed', async () => {
  const eventTypes = ['headers.test'];
  const refused = await acme.postWebhook({ url: receiver.url, headers: { 'Content-Type': 'text/xml', Host: 'x' } });
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'headers.Content-Type' }, { path: 'headers.Host' }] },
  });
  const unfit = { 'X-Split': 'a\r\nX-Injected: b', 'X-Name': '東京' };
  expect(await acme.postWebhook({ url: receiver.url, headers: unfit })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'headers.X-Split' }, { path: 'headers.X-Name' }] },
  });
  await acme.createWebhook({ url: `${receiver.url}/headers`, eventTypes, headers: { Authorization: 'Bearer x' } });
  await acme.putEvents({ type: 'headers.test' });
  const [request] = await acme.requests(receiver, 1, '/headers');
  expect(request).toMatchObject({
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
  });
});

describe('a payload template', () => {
  const event = {
    type: 'package.loaded',
    id: 'CVE-2024-1',
    title: 'He said "now"',
    message: 'line\nbreak, \\ and "}, "admin": true, {"',
    data: { package: { name: 'log4j', versions: [2, 14] } },
  };
  const five = {
    id: event.id,
    date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
    type: event.type,
    title: event.title,
    event_msg: event.message,
  };
  const eventTypes = [event.type];

  test(
    'has five variables in either spelling and a default; no event can break out of it',
    async () => {
      const square = { id: '$[ID]', date: '$[DATE]', type: '$[TYPE]', title: '$[TITLE]', event_msg: '$[EVENT_MSG]' };
      const data = { what: '${DATA.package}', text: '${TYPE}: ${DATA.package.name}', none: '${DATA.no.such}' };
      const slack = {
        text: '{\n "id": "${ID}",\n "type": "${TYPE}",\n "title": "${TITLE}",\n "event_msg": "${EVENT_MSG}"\n}',
      };
      const webhook = (path: string, payload: object) =>
        acme.createWebhook({ url: `${receiver.url}/${path}`, eventTypes, payload });
      await webhook('default', { format: 'template' });
      await webhook('square', { format: 'template', template: square });
      await webhook('data', { format: 'template', template: data });
      await webhook('slack', { format: 'template', template: slack });
      await acme.putEvents(event);
      expect(await bodies('/default', 1)).toEqual([five]);
      expect(await bodies('/square', 1)).toEqual([five]);
      expect(await bodies('/data', 1)).toEqual([
        { what: { name: 'log4j', versions: [2, 14] }, text: 'package.loaded: log4j', none: null },
      ]);
      expect(await bodies('/slack', 1)).toEqual([
        {
          text: `{\n "id": "${event.id}",\n "type": "${event.type}",\n "title": "${event.title}",\n "event_msg": "${event.message}"\n}`,
        },
      ]);
    },
    timeout,
  );

  test('with a mistake is refused at its place', async () => {
    const template = { blocks: [{ text: '${TITEL}' }], note: '${ID' };
    const refused = await acme.postWebhook({ url: receiver.url, payload: { format: 'template', template } });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        errors: [
          { path: 'payload.template', message: expect.stringContaining('$.blocks[0].text') },
          { path: 'payload.template', message: expect.stringContaining('$.note') },
        ],
      },
    });
  });
});

test(
  'a notification gives each alert its own text, and goes with its webhook',
  async () => {
    const eventTypes = ['alert.*'];
    const url = `${receiver.url}/alerts`;
    const template = { type: '${TYPE}', title: '${TITLE}', event_msg: '${EVENT_MSG}' };
    const webhookId = await acme.createWebhook({ url, eventTypes, payload: { format: 'template', template } });
    const notifications = `/webhooks/${webhookId}/notifications`;
    const notify = async (body: object) => bodyOf(createNotification, await acme.api('POST', notifications, body));
    await notify({ eventType: 'alert.cve', title: 'Vulnerable package', message: 'Look at "it"' });
    await notify({ eventType: 'alert.load', message: 'Loaded' });
    const said = { title: 'Their title', message: 'Their message' };
    await acme.putEvents(
      { type: 'alert.cve', ...said },
      { type: 'alert.load', ...said },
      { type: 'alert.other', ...said },
    );
    const sent = await bodies('/alerts', 3);
    expect(sent).toHaveLength(3);
    expect(sent).toEqual(
      expect.arrayContaining([
        { type: 'alert.cve', title: 'Vulnerable package', event_msg: 'Look at "it"' },
        { type: 'alert.load', title: 'Their title', event_msg: 'Loaded' },
        { type: 'alert.other', title: 'Their title', event_msg: 'Their message' },
      ]),
    );

    expect(await kept(webhookId)).toBe(true);
    expect(await acme.api('DELETE', `/webhooks/${webhookId}`)).toMatchObject({ status: 204 });
    expect(await acme.api('GET', notifications)).toMatchObject({ status: 404 });
    const ask = async () => ((await kept(webhookId)) ? undefined : 'gone');
    expect(await poll({ withinMs: arrivesWithinMs, everyMs: 200, ask })).toBe('gone');
  },
  timeout,
);

/** Whether the table still holds the webhook's notification. */
async function kept(webhookId: string): Promise<boolean> {
  const Key = { pk: `SPACE#${acme.space}`, sk: `NOTIFICATION#${webhookId}#alert.cve` };
  const { Item } = await dynamoDb.send(
    new GetCommand({ TableName: stack.outputs.TableName, Key, ConsistentRead: true }),
  );
  return Item !== undefined;
}
