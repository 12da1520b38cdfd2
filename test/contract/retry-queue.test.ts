import { describe, expect, test } from '@jest/globals';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { fairGroup } from '../../functions/shared/events/domain/fair-group.ts';
import {
  readRetryMessage,
  sqsOutcomeQueue,
  sqsRetryQueue,
} from '../../functions/shared/lanes/adapters/sqs-retry-queue.ts';
import type { DeferredOutcome, RetryMessage, RetryQueue } from '../../functions/shared/lanes/application/ports.ts';
import type { Sqs } from '../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { InMemoryOutcomeQueue } from '../support/in-memory/outcome-queue.ts';
import { InMemoryRetryQueue } from '../support/in-memory/retry-queue.ts';
import { aDelivery } from '../support/records/delivery.ts';
import { aWaitItem } from '../support/records/wait-item.ts';
import { refusingSqs } from '../support/refusing-sqs.ts';
import { TestQueue } from '../support/test-queue.ts';

const retryIn = (body: string): RetryMessage | undefined => {
  const message = readRetryMessage(body);
  return 'retry' in message ? message.retry : undefined;
};

type Made = Readonly<{
  queue: RetryQueue;
  /** All that arrived, once there are as many as asked for. */
  arrived: (count: number) => Promise<readonly RetryMessage[]>;
}>;

const queues = [
  {
    name: 'in memory',
    make: async (refuse: readonly string[] = []): Promise<Made> => {
      const queue = new InMemoryRetryQueue();
      queue.refuseOnce(refuse);
      return { queue, arrived: async () => queue.messages };
    },
  },
  ...callers.map(({ caller, clients: { sqs } }) => ({
    name: `SQS by ${caller}`,
    make: async (refuse: readonly string[] = []): Promise<Made> => {
      const own = await TestQueue.create();
      const client = refusingSqs(sqs, (body) => refuse.some((id) => body.includes(id)));
      const arrived = async (count: number) => (await own.bodies(count)).flatMap((body) => retryIn(body) ?? []);
      return { queue: sqsRetryQueue(client, own.url), arrived };
    },
  })),
];

const message = (number: number, changes: Partial<RetryMessage> = {}): RetryMessage => ({
  space: 'acme',
  lease: aWaitItem({
    webhookId: `wh_${number}`,
    deliveryId: `delivery-${String(number).padStart(3, '0')}`,
    queue: 'leased',
  }),
  bypassCircuit: false,
  ...changes,
});
const atOnce = (messages: readonly RetryMessage[]) => messages.map((each) => ({ message: each, delaySeconds: 0 }));
const sorted = (messages: readonly RetryMessage[]) =>
  messages.toSorted((one, other) => (one.lease.deliveryId < other.lease.deliveryId ? -1 : 1));

describe.each(queues)('the retry queue $name', ({ make }) => {
  test('sends everything unchanged, in more than one call', async () => {
    const { queue, arrived } = await make();
    const sent = Array.from({ length: 25 }, (_, number) => message(number));
    const ofRule = message(25, {
      lease: aWaitItem({ deliveryId: 'delivery-025', ruleId: 'rule_1', queue: 'leased' }),
      bypassCircuit: true,
    });
    expect(await queue.send(atOnce([...sent, ofRule]))).toEqual(new Set());
    expect(sorted(await arrived(26))).toEqual([...sent, ofRule]);
  });

  test('returns what it did not accept, and sends the rest', async () => {
    const { queue, arrived } = await make(['delivery-001']);
    expect(await queue.send(atOnce([message(0), message(1), message(2)]))).toEqual(new Set(['delivery-001']));
    expect(sorted(await arrived(2))).toEqual([message(0), message(2)]);
  });
});

const outcome = (number: number, changes: Partial<Delivery> = {}): DeferredOutcome => {
  const after = aDelivery({ id: `delivery-${number}`, status: 'succeeded', version: 2, ...changes });
  return {
    after,
    before: { webhookId: after.webhookId, version: 1 },
    lease: aWaitItem({ deliveryId: after.id, queue: 'leased' }),
  };
};

const outcomeQueues = [
  {
    name: 'in memory',
    make: async (refuse: readonly string[] = []) => {
      const queue = new InMemoryOutcomeQueue();
      queue.refuseOnce(refuse);
      return { queue, arrived: async (_: number) => queue.outcomes };
    },
  },
  {
    name: 'SQS',
    make: async (refuse: readonly string[] = []) => {
      const own = await TestQueue.create();
      const client = refusingSqs(withoutDelay(aws.sqs), (body) => refuse.some((id) => body.includes(id)));
      const arrived = async (count: number) =>
        (await own.bodies(count)).flatMap((body) => {
          const read = readRetryMessage(body);
          return 'outcome' in read ? [read.outcome] : [];
        });
      return { queue: sqsOutcomeQueue(client, own.url), arrived };
    },
  },
];

/** A test need not wait for what the table needs to recover. */
function withoutDelay(sqs: Sqs): Sqs {
  return {
    ...sqs,
    sendMessageBatch: ({ Entries, ...rest }) =>
      sqs.sendMessageBatch({ ...rest, Entries: Entries?.map((entry) => ({ ...entry, DelaySeconds: 0 })) }),
  };
}

describe.each(outcomeQueues)('the queue of outcomes $name', ({ make }) => {
  test('sends an outcome to be recorded unchanged, and returns what it did not accept', async () => {
    const { queue, arrived } = await make(['delivery-2']);
    const first = outcome(1, { response: { approved: ['ä', null, 1] }, reason: 'Zeile\u0000' });
    const created = { ...outcome(3), before: { webhookId: 'wh_1', version: 0 }, lease: undefined };
    expect(await queue.send([first, outcome(2), created])).toEqual(new Set(['delivery-2']));
    const byId = (await arrived(2)).toSorted((one, other) => (one.after.id < other.after.id ? -1 : 1));
    expect(byId).toEqual([first, created]);
  });
});

describe('the retry queue in SQS alone', () => {
  test('sends each after its delay, in the group of its webhook', async () => {
    const own = await TestQueue.create();
    await sqsRetryQueue(aws.sqs, own.url).send([
      { message: message(2), delaySeconds: 2 },
      { message: message(0), delaySeconds: 0 },
    ]);
    const arrived = (await own.received(2)).map(({ Body = '', Attributes = {} }) => {
      const sentAt = Number(Attributes.SentTimestamp);
      const waited = Number(Attributes.ApproximateFirstReceiveTimestamp) - sentAt;
      return { lease: retryIn(Body)?.lease, group: Attributes.MessageGroupId, waited };
    });
    expect(arrived.map(({ lease, group }) => [lease?.deliveryId, group])).toEqual([
      ['delivery-000', fairGroup({ space: message(0).space, id: 'wh_0' })],
      ['delivery-002', fairGroup({ space: message(2).space, id: 'wh_2' })],
    ]);
    expect(arrived[0]?.waited).toBeLessThan(2_000);
    // To the second, as SQS counts.
    expect(arrived[1]?.waited).toBeGreaterThanOrEqual(1_900);
  });

  test('returns that it accepted nothing of a call that failed as a whole', async () => {
    const own = await TestQueue.create();
    const answer = await sqsRetryQueue(aws.sqs, `${own.url}-that-is-not-there`).send(atOnce([message(1), message(2)]));
    expect(answer).toEqual(new Set(['delivery-001', 'delivery-002']));
  });
});
