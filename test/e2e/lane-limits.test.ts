import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { dynamodbDeliveryStore } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbWaitItems } from '../../functions/shared/deliveries/adapters/dynamodb-wait-items.ts';
import { waitItemOf } from '../../functions/shared/deliveries/domain/wait-item.ts';
import { listDeliveries, readDelivery } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { dynamodbEventStore } from '../../functions/shared/events/adapters/dynamodb-event-store.ts';
import { sqsFanOutQueue } from '../../functions/shared/events/adapters/sqs-fan-out-queue.ts';
import { patternsMatching } from '../../functions/shared/events/domain/event-type-patterns.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import { readLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import { wakesPerExecution } from '../../functions/shared/lanes/application/wake-lane.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { retryDelivery } from '../../functions/shared/lanes/runtime/resend-contract.ts';
import { changeWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { aws } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { mailFor } from '../support/mailbox.ts';
import { aLane } from '../support/records/lane.ts';
import { Tenant } from '../support/tenant.ts';

const timeout = 240_000;
/** Twenty failures in a row open a circuit. */
const opening = 20;
const retrySchedule = [7_200];
const hoursMs = 60 * 60 * 1000;

const lanes = dynamodbLaneStore(aws.dynamoDb, stack.outputs.TableName);
const waits = dynamodbWaitItems(aws.dynamoDb, stack.outputs.TableName);
const kept = { table: stack.outputs.TableName, retentionDays: 30 };
const records = dynamodbDeliveryStore(aws.dynamoDb, kept);
const events = dynamodbEventStore(aws.dynamoDb, kept);

/** All at the same time, each in a space of its own. */
const inSpace = (name: string, run: (tenant: Tenant) => Promise<void>) =>
  test.concurrent(
    name,
    async () => {
      const tenant = await Tenant.create('limits');
      try {
        await run(tenant);
      } finally {
        await tenant.close();
      }
    },
    timeout,
  );

async function untilLane(webhookId: string, is: (lane: Lane) => boolean): Promise<Lane> {
  const ask = async () => {
    const lane = await readLane(lanes, webhookId);
    return lane && is(lane) ? lane : undefined;
  };
  const lane = await poll({ withinMs: 60_000, everyMs: 200, ask });
  if (!lane)
    throw new Error(`The lane did not come to that: ${JSON.stringify([...(await lanes.read([webhookId])).values()])}`);
  return lane;
}

/** Lets a webhook whose retries are far off fail until its circuit is open, then sends more until three are parked. */
async function openCircuit(tenant: Tenant, webhookId: string, receiver: TlsReceiver): Promise<readonly string[]> {
  // Half as many again: of invocations that write a lane at the same time, some give up counting.
  for (let sent = 0; sent < 1.5 * opening; sent += 10) {
    await tenant.putEvents(...Array.from({ length: 10 }, () => ({})));
  }
  await tenant.requests(receiver, opening);
  await untilLane(webhookId, ({ circuit }) => circuit.state === 'open');
  const parked = async () => {
    // A container that read the lane seconds ago still sends.
    await tenant.putEvents({});
    const pending = await tenant.api('GET', `/webhooks/${webhookId}/deliveries?status=pending`);
    const ids = bodyOf(listDeliveries, pending).items.flatMap(({ id, reason }) =>
      reason?.startsWith('The endpoint has been failing') ? [id] : [],
    );
    return ids.length >= 3 ? ids : undefined;
  };
  const ids = await poll({ withinMs: 25_000, everyMs: 500, ask: parked });
  if (!ids) throw new Error('The circuit does not park');
  // By then every container has read the lane anew.
  const isQuiet = async () => {
    const last = receiver.requests.at(-1)?.receivedAt.getTime() ?? 0;
    return Date.now() - last > 6_000 ? true : undefined;
  };
  expect(await poll({ withinMs: 20_000, everyMs: 200, ask: isQuiet })).toBe(true);
  return ids;
}

/** Makes everything about parked deliveries and their circuit older than it is. */
async function age(webhookId: string, ids: readonly string[], byMs: number): Promise<void> {
  const before = await records.find(ids.map((deliveryId) => ({ webhookId, deliveryId })));
  const aged = before.map((delivery) => {
    const dueAt = new Date(Date.parse(delivery.position?.dueAt ?? '') - byMs).toISOString();
    return { before: delivery, after: { ...delivery, position: { queue: 'parked', dueAt } as const } };
  });
  const partition = (delivery: (typeof before)[number]) => waitItemOf(delivery, 0) ?? [];
  await waits.put(aged.flatMap(({ after }) => partition(after)));
  expect(await records.change(aged)).toEqual(aged.map(() => 'changed'));
  await waits.remove(before.flatMap(partition));
  const lane = await untilLane(webhookId, ({ circuit }) => circuit.state === 'open');
  const circuit =
    lane.circuit.state === 'open' ? { ...lane.circuit, openedAt: lane.circuit.openedAt - byMs } : lane.circuit;
  expect(await lanes.write({ ...lane, circuit, version: lane.version + 1 })).toBe('written');
}

describe('a circuit', () => {
  inSpace('opens when the endpoint fails, parks what comes, and drains it when a probe succeeds', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule });
    const parked = await openCircuit(tenant, webhookId, receiver);
    const failed = receiver.requests.length;
    receiver.respondWith({ status: 200 });
    await tenant.deliveries({ webhookId, count: parked.length, status: 'succeeded' });
    const times = receiver.requests.map(({ receivedAt }) => receivedAt.getTime());
    const [lastFailure = 0, probe = 0, next = 0] = times.slice(failed - 1);
    // The first probe comes half a minute after the circuit opened, and the others only once it succeeded.
    expect(probe - lastFailure).toBeGreaterThan(10_000);
    expect(next).toBeGreaterThan(probe);
    await untilLane(webhookId, ({ circuit }) => circuit.state === 'closed');
  });

  inSpace('that was open for 36 hours ends what waited all that time, and tells the owner', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const ownerEmail = `owner-${tenant.space}@example.com`;
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule, ownerEmail });
    const parked = await openCircuit(tenant, webhookId, receiver);
    const failed = receiver.requests.length;
    await age(webhookId, parked, 37 * hoursMs);
    // One of them was the probe.
    const unsent = await tenant.deliveries({ webhookId, count: parked.length - 1, status: 'exhausted' });
    expect(unsent.map(({ attempts }) => attempts)).toEqual(unsent.map(() => []));
    expect(await tenant.requests(receiver, failed + 1)).toHaveLength(failed + 1);
    for (const { id } of unsent) {
      const read = bodyOf(readDelivery, await tenant.api('GET', `/webhooks/${webhookId}/deliveries/${id}`));
      expect(read.reason).toBe('The endpoint failed during all of the 36 hours; the delivery was not sent.');
    }
    expect(await mailFor(ownerEmail)).toHaveLength(1);
  });
});

describe('a slow endpoint', () => {
  inSpace('gets its first attempts, retries and manual retries in a queue of their own', async (tenant) => {
    const receiver = await tenant.receiver({ status: 500 });
    const webhookId = await tenant.createWebhook({ url: receiver.url, retrySchedule: [1] });
    const slowness = { until: Date.now() + hoursMs, tookMs: 3_000 };
    const closed = { status: 'closed', generation: 0, wake: { kind: 'none' } } as const;
    await lanes.write(aLane({ ...closed, webhookId, space: tenant.space, slowness }));
    await tenant.putEvents({});
    await tenant.requests(receiver, 1);
    receiver.respondWith({ status: 200 });
    const [delivery] = await tenant.deliveries({ webhookId, count: 1, status: 'succeeded' });
    bodyOf(retryDelivery, await tenant.api('POST', `/webhooks/${webhookId}/deliveries/${delivery?.id}/retry`));
    expect(await tenant.requests(receiver, 3)).toHaveLength(3);
  });
});

describe('a lane', () => {
  inSpace('goes on in a new execution before the history of its own is full', async (tenant) => {
    const receiver = await tenant.receiver();
    const webhookId = await tenant.createWebhook({ url: receiver.url });
    bodyOf(changeWebhook, await tenant.api('PATCH', `/webhooks/${webhookId}`, { status: 'paused' }));
    await tenant.putEvents({});
    await tenant.deliveries({ webhookId, count: 1, status: 'held' });
    const { generation } = await untilLane(webhookId, ({ wake }) => wake.kind === 'sleeping');
    const stepFunctions = new SFNClient(clientSettings(stack.endpoint));
    const stateMachineArn = stack.outputs.LanesArn;
    const order = { webhookId, space: tenant.space, generation, wakeAt: Date.now(), waitSeconds: 1 };
    const { executionArn = '' } = await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: `${webhookId}-full`,
        input: JSON.stringify({ ...order, wakes: wakesPerExecution - 1 }),
      }),
    );
    const next = await untilLane(webhookId, (lane) => lane.generation > generation);
    expect(next.generation).toBe(generation + 1);
    const statusOf = async (arn: string) =>
      (await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }))).status;
    const isOver = async () => ((await statusOf(executionArn)) === 'SUCCEEDED' ? true : undefined);
    expect(await poll({ withinMs: 30_000, everyMs: 200, ask: isOver })).toBe(true);
    expect(await statusOf(executionArn.replace(/-full$/, `-${next.generation}`))).toBe('RUNNING');
    bodyOf(changeWebhook, await tenant.api('PATCH', `/webhooks/${webhookId}`, { status: 'enabled' }));
    await tenant.requests(receiver, 1);
    await tenant.deliveries({ webhookId, count: 1, status: 'succeeded' });
  });
});

describe('a fan-out', () => {
  inSpace('that took too long for one invocation goes on where it was', async (tenant) => {
    const receiver = await tenant.receiver();
    const eventId = `large-${tenant.space}`;
    await tenant.putEvents({ id: eventId });
    const findEvent = () => events.find({ space: tenant.space, eventId });
    const stored = await poll({ withinMs: 45_000, everyMs: 200, ask: findEvent });
    const webhooks = ['one', 'two', 'three'].map((path) => tenant.createWebhook({ url: `${receiver.url}/${path}` }));
    const [first = '', ...rest] = (await Promise.all(webhooks)).toSorted();
    const queue = sqsFanOutQueue(aws.sqs, { events: stack.outputs.EventsQueueUrl, rejectedEvents: '' });
    await queue.continueLater({
      space: tenant.space,
      eventId,
      envelopeId: stored?.envelopeId ?? '',
      // Behind the first of those who asked for that very type.
      cursor: JSON.stringify([patternsMatching('hit.detected').indexOf('hit.detected'), first]),
      page: 1,
    });
    await tenant.requests(receiver, 2);
    for (const webhookId of rest) await tenant.deliveries({ webhookId, count: 1, status: 'succeeded' });
    expect(bodyOf(listDeliveries, await tenant.api('GET', `/webhooks/${first}/deliveries`)).items).toEqual([]);
  });
});
