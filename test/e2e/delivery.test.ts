import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { poll } from '../../bin/shared/poll.ts';
import { readDelivery, readEvent } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { acceptEvent } from '../../functions/shared/events/runtime/events-contract.ts';
import { createRule } from '../../functions/shared/rules/runtime/rules-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { api } from '../support/deployed-api.ts';
import { dynamoDb, sqs, stack } from '../support/deployed-stack.ts';
import { arrivesWithinMs, Tenant } from '../support/tenant.ts';

const timeout = 90_000;
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let acme: Tenant;
beforeEach(async () => {
  acme = await Tenant.create('acme');
}, timeout);
afterEach(() => acme.close());

describe('an event', () => {
  test(
    'put on the bus arrives, signed, and is recorded',
    async () => {
      const receiver = await acme.receiver();
      const webhookId = await acme.createWebhook({ url: `${receiver.url}/in`, secret });
      await acme.putEvents({ id: 'evt_1', data: { severity: 3 } });

      const [request] = await acme.requests(receiver, 1);
      expect(request?.method).toBe('POST');
      expect(request?.headers['content-type']).toBe('application/json');
      expect(request?.headers['user-agent']).toMatch(/^Posthorn\/\d/);
      const body = new Webhook(secret).verify(request?.body.toString() ?? '', { ...request?.headers });
      expect(body).toMatchObject({ type: 'hit.detected', data: { severity: 3 } });

      const [delivery] = await acme.deliveries({ webhookId, count: 1, status: 'succeeded' });
      expect(delivery).toMatchObject({
        id: request?.headers['webhook-id'],
        eventId: 'evt_1',
        attempts: [{ number: 1, status: 200 }],
      });
      const one = await acme.api('GET', `/webhooks/${webhookId}/deliveries/${delivery?.id}`);
      expect(bodyOf(readDelivery, one)).toEqual(delivery);
    },
    timeout,
  );

  test(
    'posted to the API by a producer arrives as well, and can be read with its deliveries',
    async () => {
      const receiver = await acme.receiver();
      await acme.createWebhook({ url: receiver.url, payload: { format: 'raw' } });
      const key = await acme.createKey('producer');
      const body = { type: 'hit.detected', data: { by: 'API' } };
      const posted = await api({ method: 'POST', path: `/v1/spaces/${acme.space}/events`, key, body });
      const { id } = bodyOf(acceptEvent, posted);

      const [request] = await acme.requests(receiver, 1);
      expect(JSON.parse(request?.body.toString() ?? '')).toEqual({ by: 'API' });
      const read = await poll({
        withinMs: arrivesWithinMs,
        ask: async () => {
          const event = bodyOf(readEvent, await acme.api('GET', `/events/${id}`));
          return JSON.stringify(event).includes('succeeded') ? event : undefined;
        },
      });
      expect(read).toMatchObject({ id, type: 'hit.detected', data: { by: 'API' } });
    },
    timeout,
  );

  test(
    'goes to no webhook that did not subscribe to it, and to none of another space',
    async () => {
      const other = await Tenant.create('other');
      const receiver = await acme.receiver();
      await acme.createWebhook({ url: `${receiver.url}/unsubscribed`, eventTypes: ['system.user.added'] });
      await acme.createWebhook({ url: `${receiver.url}/none`, eventTypes: [] });
      await other.createWebhook({ url: `${receiver.url}/other-space` });
      await acme.createWebhook({ url: `${receiver.url}/subscribed` });
      await acme.putEvents({ id: 'evt_1' }, { id: 'evt_2' });
      await acme.requests(receiver, 2);
      const { deliveries } = bodyOf(readEvent, await acme.api('GET', '/events/evt_2'));
      expect(deliveries.items).toHaveLength(1);
      expect(receiver.requests.map(({ path }) => path)).toEqual(['/subscribed', '/subscribed']);
    },
    timeout,
  );

  test(
    'goes to the webhooks and rules whose filter it matches, and to no others',
    async () => {
      const receiver = await acme.receiver();
      const filter = { data: { hits: { severity: [{ numeric: ['>=', 5] }], host: [{ suffix: '.example' }] } } };
      const raw = { payload: { format: 'raw' } };
      const webhookId = await acme.createWebhook({ url: `${receiver.url}/webhook`, filter, ...raw });
      const step = await acme.createWebhook({ url: `${receiver.url}/rule`, eventTypes: [] });
      const rule = { name: 'Severe', ownerEmail: 'owner@acme.example', steps: [{ webhookId: step }] };
      const trigger = { eventType: 'hit.detected', filter };
      bodyOf(createRule, await acme.api('POST', '/rules', { ...rule, trigger }));

      const hit = (severity: number, host: string) => ({ severity, host });
      const mild = { hits: [hit(1, 'a.example')] };
      const apart = { hits: [hit(9, 'a.other'), hit(1, 'b.example')] };
      const severe = { hits: [hit(1, 'a.other'), hit(9, 'b.example')] };
      await acme.putEvents({ id: 'mild', data: mild }, { id: 'apart', data: apart }, { id: 'severe', data: severe });
      await acme.requests(receiver, 2);
      await acme.putEvents({ id: 'last', data: severe });
      await acme.requests(receiver, 4);
      expect(receiver.requests.map(({ path }) => path).sort()).toEqual(['/rule', '/rule', '/webhook', '/webhook']);
      expect(await acme.deliveries({ webhookId, count: 2 })).toHaveLength(2);
      const stored = await poll({
        withinMs: arrivesWithinMs,
        ask: async () => {
          const read = await acme.api('GET', '/events/apart');
          return read.status === 200 ? read : undefined;
        },
      });
      expect(stored).toMatchObject({ body: { deliveries: { items: [] } } });

      const tested = await acme.api('POST', '/filters/test', { filter, event: { type: 'hit.detected', data: apart } });
      expect(tested).toMatchObject({ status: 200, body: { matches: false, misfits: [{ path: '' }] } });
    },
    timeout,
  );

  test(
    'of the same own id twice is one delivery',
    async () => {
      const receiver = await acme.receiver();
      const webhookId = await acme.createWebhook({ url: receiver.url });
      await acme.putEvents({ id: 'twice', data: 1 });
      await acme.requests(receiver, 1);
      await acme.putEvents({ id: 'twice', data: 2 }, { id: 'twice', data: 3 }, { id: 'after', data: 4 });
      await acme.requests(receiver, 2);
      const deliveries = await acme.deliveries({ webhookId, count: 2 });
      expect(deliveries.map(({ eventId }) => eventId).sort()).toEqual(['after', 'twice']);
      expect(receiver.requests).toHaveLength(2);
    },
    timeout,
  );

  test(
    'that cannot be routed waits in the rejected queue with its reason, and its neighbours are delivered',
    async () => {
      const receiver = await acme.receiver();
      await acme.createWebhook({ url: receiver.url });
      await acme.putEvents(
        { id: 'a' },
        { type: 'bad..type', id: 'b' },
        { space: `no-${acme.space}`, id: 'c' },
        { extra: 1, id: 'd' },
        { id: 'e' },
      );
      await acme.requests(receiver, 2);
      const reasons = await rejectedReasons(acme.space, 3);
      expect(reasons.sort()).toEqual([
        expect.stringContaining('Detail does not have the shape of an event'),
        expect.stringContaining('DetailType is not an event type'),
        expect.stringContaining(`unknown space: no-${acme.space}`),
      ]);
    },
    timeout,
  );

  test(
    'larger than a message holds is read from the store and sent whole',
    async () => {
      const receiver = await acme.receiver();
      await acme.createWebhook({ url: receiver.url, payload: { format: 'raw' } });
      const data = 'x'.repeat(200_000);
      await acme.putEvents({ data });
      const [request] = await acme.requests(receiver, 1);
      expect(JSON.parse(request?.body.toString() ?? '')).toBe(data);
    },
    timeout,
  );
});

test(
  'an endpoint that fails is recorded with the reason',
  async () => {
    const receiver = await acme.receiver({ status: 500, body: 'out of order' });
    const webhookId = await acme.createWebhook({ url: receiver.url });
    await acme.putEvents({ id: 'evt_1' });
    const [delivery] = await acme.deliveries({ webhookId, count: 1 });
    expect(delivery).toMatchObject({
      attempts: [{ number: 1, status: 500, failure: 'server_error', responseExcerpt: 'out of order' }],
    });
  },
  timeout,
);

test(
  'a dispatch that breaks returns its message, which is delivered when the fault is mended',
  async () => {
    const shortVisibilitySeconds = 15;
    await setVisibility(shortVisibilitySeconds);
    try {
      const receiver = await acme.receiver();
      const broken = await acme.createWebhook({ url: `${receiver.url}/broken`, secret });
      const healthy = await acme.createWebhook({ url: `${receiver.url}/healthy` });
      const key = { pk: `SPACE#${acme.space}`, sk: `WEBHOOK#${broken}` };
      const sealed = await replaceSecrets(key, [{ value: 'no-such-key.AAAA' }]);
      await acme.putEvents({ id: 'evt_1' });
      await acme.deliveries({ webhookId: healthy, count: 1, status: 'succeeded' });
      expect(receiver.requests.map(({ path }) => path)).toEqual(['/healthy']);

      await replaceSecrets(key, sealed);
      const [delivery] = await acme.deliveries({ webhookId: broken, count: 1, status: 'succeeded' });
      expect(delivery).toMatchObject({ attempts: [{ number: 1 }] });
      expect(receiver.requests.map(({ path }) => path)).toEqual(['/healthy', '/broken']);
    } finally {
      await setVisibility(360);
    }
  },
  timeout,
);

test(
  'a message that fails again and again goes to the dead letters; mended and redriven it arrives, and nothing else had to wait',
  async () => {
    const receiver = await acme.receiver();
    const poisoned = await acme.createWebhook({ url: `${receiver.url}/poisoned`, secret });
    await acme.createWebhook({ url: `${receiver.url}/healthy` });
    const key = { pk: `SPACE#${acme.space}`, sk: `WEBHOOK#${poisoned}` };
    const secrets = await replaceSecrets(key, [{ value: 'deadbeef.AAAA' }]);
    const restore = await setMaxReceiveCount(2);
    try {
      await acme.putEvents({ id: 'evt_1' });
      await acme.requests(receiver, 1, '/healthy');
      const letter = await takeDeadLetter(poisoned);
      await acme.putEvents({ id: 'evt_2' });
      await acme.requests(receiver, 2, '/healthy');
      await takeDeadLetter(poisoned);
      expect(receiver.requests.filter(({ path }) => path === '/poisoned')).toEqual([]);

      await replaceSecrets(key, secrets);
      // What `start-message-move-task` of the runbook does; the local AWS lacks it.
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: stack.outputs.DeliveryQueueUrl,
          MessageBody: letter,
          MessageGroupId: poisoned,
        }),
      );
      await acme.requests(receiver, 1, '/poisoned');
      await acme.deliveries({ webhookId: poisoned, count: 1, status: 'succeeded' });
    } finally {
      await restore();
    }
  },
  timeout,
);

/** Waits for the webhook's message among the dead deliveries, takes it out and answers its text. */
async function takeDeadLetter(webhookId: string): Promise<string> {
  const QueueUrl = stack.outputs.DeliveryDeadLetterQueueUrl;
  const found = await poll({
    withinMs: arrivesWithinMs,
    ask: async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
      );
      const letter = Messages.find(({ Body }) => Body?.includes(webhookId));
      if (letter === undefined) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter.ReceiptHandle }));
      return letter.Body;
    },
  });
  if (found === undefined) throw new Error('No dead letter came');
  return found;
}

async function setVisibility(seconds: number) {
  const Attributes = { VisibilityTimeout: String(seconds) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: stack.outputs.DeliveryQueueUrl, Attributes }));
}

/** Has the queue set messages aside after so many receives, and answers what puts the old number back. */
async function setMaxReceiveCount(maxReceiveCount: number): Promise<() => Promise<unknown>> {
  const QueueUrl = stack.outputs.DeliveryQueueUrl;
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }));
  const before = Attributes?.RedrivePolicy ?? '{}';
  const set = (RedrivePolicy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  await set(JSON.stringify({ ...JSON.parse(before), maxReceiveCount }));
  return () => set(before);
}

/** Puts other sealed secrets into a webhook and answers those it had. */
async function replaceSecrets(key: Record<string, string>, secrets: unknown): Promise<unknown> {
  const TableName = stack.outputs.TableName;
  const { Item } = await dynamoDb.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  await dynamoDb.send(
    new UpdateCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET secrets = :secrets',
      ExpressionAttributeValues: { ':secrets': secrets },
    }),
  );
  return Item?.secrets;
}

/** Takes the space's own messages out of the rejected queue and answers their reasons. */
async function rejectedReasons(space: string, count: number): Promise<string[]> {
  const reasons: string[] = [];
  const found = await poll({
    withinMs: arrivesWithinMs,
    ask: async () => {
      const QueueUrl = stack.outputs.RejectedEventsQueueUrl;
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 1,
          MessageAttributeNames: ['All'],
        }),
      );
      for (const { Body, ReceiptHandle, MessageAttributes } of Messages.filter(({ Body: body }) =>
        body?.includes(space),
      )) {
        expect(JSON.parse(Body ?? '')).toHaveProperty('detail');
        reasons.push(MessageAttributes?.reason?.StringValue ?? '');
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return reasons.length >= count ? reasons : undefined;
    },
  });
  if (!found) throw new Error(`${count} rejected events did not come, only ${JSON.stringify(reasons)}`);
  return found;
}
