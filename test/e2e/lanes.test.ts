import { randomUUID } from 'node:crypto';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { dynamodbWaitItems } from '../../functions/shared/deliveries/adapters/dynamodb-wait-items.ts';
import { listDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { readLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { readReplay, retryDelivery, startReplay } from '../../functions/shared/lanes/runtime/resend-contract.ts';
import { readHealth } from '../../functions/shared/webhooks/runtime/health-contract.ts';
import { changeWebhook, listWebhooks, readWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { aws } from '../support/aws-callers.ts';
import { api } from '../support/deployed-api.ts';
import { adminKey, sqs, stack } from '../support/deployed-stack.ts';
import { mailFor } from '../support/mailbox.ts';
import { aLane } from '../support/records/lane.ts';
import { type Delivery, Tenant } from '../support/tenant.ts';

const timeout = 240_000;
/** Retries seconds after the first attempt; a lane wakes when they are due. */
const retrySchedule = [2, 4, 6, 8, 10];

type Fields = Readonly<Record<string, unknown>>;

/** Each test has a space of its own, so that all may wait at the same time. */
const inSpace = (name: string, run: (tenant: Tenant) => Promise<void>) =>
  test.concurrent(
    name,
    async () => {
      const tenant = await Tenant.create('lanes');
      try {
        await run(tenant);
      } finally {
        await tenant.close();
      }
    },
    timeout,
  );

async function delivery(tenant: Tenant, webhookId: string, status: string): Promise<Delivery> {
  let last: unknown;
  const found = await poll({
    withinMs: 150_000,
    everyMs: 500,
    ask: async () => {
      const { items } = bodyOf(listDeliveries, await tenant.api('GET', `/webhooks/${webhookId}/deliveries`));
      last = items;
      return items.find((each) => each.status === status);
    },
  });
  if (!found) throw new Error(`No delivery became ${status}: ${JSON.stringify(last)}`);
  return found;
}

const patch = async (tenant: Tenant, webhookId: string, changes: Fields) =>
  bodyOf(changeWebhook, await tenant.api('PATCH', `/webhooks/${webhookId}`, changes));

const lanes = dynamodbLaneStore(aws.dynamoDb, stack.outputs.TableName);
const waits = dynamodbWaitItems(aws.dynamoDb, stack.outputs.TableName);
const laneOf = (webhookId: string) => readLane(lanes, webhookId);
const sleepsUntil = ({ wake }: Lane) => (wake.kind === 'sleeping' ? wake.at : 0);

/** Two webhooks whose lanes sleep for an hour: one whose delivery is to be retried then, a paused one with one held. */
async function waitingIn(tenant: Tenant, receiver: TlsReceiver) {
  const failing = await tenant.createWebhook({ url: receiver.url, retrySchedule: [7_200] });
  const paused = await tenant.createWebhook({ url: receiver.url });
  await patch(tenant, paused, { status: 'paused' });
  await tenant.putEvents({});
  await delivery(tenant, failing, 'retrying');
  await delivery(tenant, paused, 'held');
  for (const id of [failing, paused]) {
    const isAsleep = async () => {
      const lane = await laneOf(id);
      return lane && sleepsUntil(lane) > Date.now() + 30 * 60_000 ? true : undefined;
    };
    expect(await poll({ withinMs: 120_000, everyMs: 500, ask: isAsleep })).toBe(true);
  }
  return { failing, paused };
}

/** Nothing is left of the webhook's deliveries, and its lane, which would have slept for most of an hour, is closed. */
async function expectEnded(webhookId: string): Promise<void> {
  const ask = async () => {
    const found = await waits.find({ webhookId, partitions: 1, limit: 1 });
    const lane = await laneOf(webhookId);
    return Object.values(found).flat().length === 0 && lane?.status === 'closed' ? true : undefined;
  };
  expect(await poll({ withinMs: 30_000, everyMs: 200, ask })).toBe(true);
}

describe('a lane', () => {
  inSpace('retries by the schedule, not early, until the endpoint answers', async (tenant) => {
    const receiver = await tenant.receiver();
    receiver.respondWith(() => ({ status: receiver.requests.length < 3 ? 500 : 200 }));
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule });
    await tenant.putEvents({});
    const retrying = await delivery(tenant, webhookId, 'retrying');
    expect(Date.parse(String(retrying.nextAttemptAt))).toBeGreaterThan(Date.parse(String(retrying.createdAt)));
    const health = async () => bodyOf(readHealth, await tenant.api('GET', `/webhooks/${webhookId}/health`));
    const failing = await health();
    expect(failing).toMatchObject({ status: 'failing', lastFailure: { reason: expect.stringContaining('500') } });
    const { items } = bodyOf(listWebhooks, await tenant.api('GET', '/webhooks'));
    expect(items).toMatchObject([{ health: { status: 'failing', failingSince: failing.failingSince } }]);
    const { attempts } = await delivery(tenant, webhookId, 'succeeded');
    expect(attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
    const times = attempts.map(({ startedAt }) => Date.parse(startedAt));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(4_000);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const healthy = await health();
    expect(healthy).toMatchObject({ status: 'healthy', lastFailure: { reason: expect.stringContaining('500') } });
    expect(Date.parse(String(healthy.lastSuccessAt))).toBeGreaterThanOrEqual(times[2] ?? 0);
  });

  inSpace('gives up after five retries and mails the owner, secrets masked', async (tenant) => {
    const receiver = await tenant.receiver({ status: 503 });
    const ownerEmail = `owner-${tenant.space}@example.com`;
    const url = `${receiver.url}/in?token=hidden`;
    const webhookId = await tenant.createWebhook({ name: 'Alerts', url, retrySchedule, ownerEmail });
    await tenant.putEvents({});
    const exhausted = await delivery(tenant, webhookId, 'exhausted');
    expect(exhausted.attempts).toHaveLength(6);
    expect(exhausted.nextAttemptAt).toBeUndefined();
    const [mail] = await mailFor(ownerEmail);
    expect(mail?.subject).toBe('[Action Required] Failed Webhook Request');
    expect(mail?.text).toContain('Failed Webhook: Alerts');
    expect(mail?.text).toContain('HTTP 503');
    expect(JSON.stringify(mail)).not.toContain('hidden');
  });

  inSpace('waits at least as long as Retry-After asks', async (tenant) => {
    const receiver = await tenant.receiver();
    receiver.respondWith(() =>
      receiver.requests.length < 2 ? { status: 429, headers: { 'retry-after': '12' } } : { status: 200 },
    );
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule });
    await tenant.putEvents({});
    const [first, second] = (await delivery(tenant, webhookId, 'succeeded')).attempts;
    const waited = Date.parse(String(second?.startedAt)) - Date.parse(String(first?.startedAt));
    expect(waited).toBeGreaterThanOrEqual(12_000);
  });

  inSpace('comes back when its execution is stopped by hand', async (tenant) => {
    const receiver = await tenant.receiver();
    receiver.respondWith(() => ({ status: receiver.requests.length < 2 ? 500 : 200 }));
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule: [20, 40] });
    await tenant.putEvents({});
    await delivery(tenant, webhookId, 'retrying');
    const stepFunctions = new SFNClient(clientSettings(stack.endpoint));
    const running = await poll({
      withinMs: 20_000,
      ask: async () => {
        const { executions = [] } = await stepFunctions.send(
          new ListExecutionsCommand({ stateMachineArn: stack.outputs.LanesArn, statusFilter: 'RUNNING' }),
        );
        return executions.find(({ name }) => name?.startsWith(webhookId));
      },
    });
    await stepFunctions.send(new StopExecutionCommand({ executionArn: running?.executionArn }));
    expect((await delivery(tenant, webhookId, 'succeeded')).attempts).toHaveLength(2);
  });

  inSpace('holds what is for a paused webhook, sends nothing, and drains on resume', async (tenant) => {
    const receiver = await tenant.receiver();
    const webhookId = await tenant.createWebhook({ url: receiver.url });
    await patch(tenant, webhookId, { status: 'paused' });
    await tenant.putEvents({}, {}, {});
    await delivery(tenant, webhookId, 'held');
    expect(receiver.requests).toEqual([]);
    await patch(tenant, webhookId, { status: 'enabled' });
    await tenant.requests(receiver, 3);
    await tenant.deliveries({ webhookId, count: 3, status: 'succeeded' });
  });

  inSpace('ends what waits for a webhook that is disabled, and replays it when it is enabled again', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const webhookId = await tenant.createWebhook({ url: receiver.url });
    const since = new Date(Date.now() - 60_000).toISOString();
    await tenant.putEvents({});
    await delivery(tenant, webhookId, 'retrying');
    await patch(tenant, webhookId, { status: 'disabled' });
    const discarded = await delivery(tenant, webhookId, 'discarded');
    receiver.respondWith({ status: 200 });
    await patch(tenant, webhookId, { status: 'enabled' });
    const replay = bodyOf(startReplay, await tenant.api('POST', `/webhooks/${webhookId}/replays`, { since }));
    const succeeded = await delivery(tenant, webhookId, 'succeeded');
    expect(succeeded.id).toBe(discarded.id);
    const finished = await poll({
      withinMs: 30_000,
      everyMs: 500,
      ask: async () => {
        const now = bodyOf(readReplay, await tenant.api('GET', `/webhooks/${webhookId}/replays/${replay.id}`));
        return now.status === 'completed' ? now : undefined;
      },
    });
    expect(finished).toMatchObject({ matched: 1, replayed: 1 });
  });

  inSpace('lets a manager attempt an ended delivery once more', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule: [] });
    await tenant.putEvents({});
    const { id } = await delivery(tenant, webhookId, 'exhausted');
    receiver.respondWith({ status: 200 });
    bodyOf(retryDelivery, await tenant.api('POST', `/webhooks/${webhookId}/deliveries/${id}/retry`));
    expect((await delivery(tenant, webhookId, 'succeeded')).attempts).toHaveLength(2);
  });

  inSpace('attempts a delivery once for an Idempotency-Key, however often it is asked', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule: [] });
    await tenant.putEvents({});
    const { id } = await delivery(tenant, webhookId, 'exhausted');
    const retry = async (idempotencyKey: string) =>
      bodyOf(
        retryDelivery,
        await api({
          method: 'POST',
          path: `/v1/spaces/${tenant.space}/webhooks/${webhookId}/deliveries/${id}/retry`,
          key: tenant.managerKey,
          headers: { 'idempotency-key': idempotencyKey },
        }),
      );
    const attempts = async (count: number) => {
      const ask = async () => {
        const { attempts: found } = await delivery(tenant, webhookId, 'exhausted');
        return found.length >= count ? found : undefined;
      };
      return poll({ withinMs: 30_000, everyMs: 300, ask });
    };
    await Promise.all([retry('one'), retry('one')]);
    expect(await attempts(2)).toHaveLength(2);
    // It has ended again, and is still the same request.
    await retry('one');
    await retry('another');
    expect(await attempts(3)).toHaveLength(3);
    expect(receiver.requests).toHaveLength(3);
  });

  inSpace('ends with its webhook, and what waited in it', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const { failing, paused } = await waitingIn(tenant, receiver);
    for (const id of [failing, paused]) {
      const answer = await tenant.api('DELETE', `/webhooks/${id}`);
      expect(answer.status).toBe(204);
      await expectEnded(id);
    }
    expect(receiver.requests).toHaveLength(1);
  });

  inSpace('ends with its space, and what waited in it', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const { failing, paused } = await waitingIn(tenant, receiver);
    const answer = await api({ method: 'DELETE', path: `/v1/spaces/${tenant.space}`, key: adminKey });
    expect(answer.status).toBe(204);
    for (const id of [failing, paused]) await expectEnded(id);
    expect(receiver.requests).toHaveLength(1);
  });

  inSpace(
    'sends nothing 5 seconds after its space is deleted, though it was in the middle of sending',
    async (tenant) => {
      const receiver = await tenant.receiver();
      await tenant.createWebhook({ url: receiver.url, rateLimit: { perSecond: 1 } });
      for (let calls = 0; calls < 3; calls += 1) await tenant.putEvents(...Array.from({ length: 10 }, () => ({})));
      // Some have gone out by the lane, at its pace, and the next ones are in the queue already.
      await tenant.requests(receiver, 4);
      const deleted = await api({ method: 'DELETE', path: `/v1/spaces/${tenant.space}`, key: adminKey });
      expect(deleted.status).toBe(204);
      const silentFrom = Date.now() + 5_000;
      const late = async () => receiver.requests.find(({ receivedAt }) => receivedAt.getTime() > silentFrom);
      // At its pace the webhook would have had twenty more by the end.
      expect(await poll({ withinMs: 20_000, everyMs: 200, ask: late })).toBeUndefined();
      expect(receiver.requests.length).toBeLessThan(30);
    },
  );

  inSpace('does not outlive a 410: the webhook is disabled and its owner mailed', async (tenant) => {
    const receiver = await tenant.receiver({ status: 410 });
    const ownerEmail = `owner-${tenant.space}@example.com`;
    const webhookId = await tenant.createWebhook({ url: receiver.url, ownerEmail });
    await tenant.putEvents({});
    await delivery(tenant, webhookId, 'failed');
    expect((await mailFor(ownerEmail))[0]?.text).toContain('410');
    expect(bodyOf(readWebhook, await tenant.api('GET', `/webhooks/${webhookId}`)).status).toBe('disabled');
  });

  inSpace('is closed by the reconciler when its last lease has ended and nothing waits in it', async (tenant) => {
    const webhookId = randomUUID();
    const reconcileAt = Date.now() - 60_000;
    await lanes.write(aLane({ webhookId, space: tenant.space, wake: { kind: 'none' }, reconcileAt }));
    // What the schedule sends each minute.
    const QueueUrl = stack.outputs.EventsQueueUrl.replace(/-events$/, '-reconciliations');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ kind: 'sweep' }) }));
    const ask = async () => ((await laneOf(webhookId))?.status === 'closed' ? true : undefined);
    expect(await poll({ withinMs: 90_000, everyMs: 200, ask })).toBe(true);
  });

  inSpace("lets a webhook's rate limit pass no more than it says, and loses nothing", async (tenant) => {
    const receiver = await tenant.receiver();
    const webhookId = await tenant.createWebhook({ url: receiver.url, rateLimit: { perSecond: 2 } });
    await tenant.putEvents({}, {}, {}, {}, {}, {}, {}, {});
    await tenant.deliveries({ webhookId, count: 8, status: 'succeeded' });
    expect(receiver.requests).toHaveLength(8);
    const times = receiver.requests.map(({ receivedAt }) => receivedAt.getTime());
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2_000);
  });
});
