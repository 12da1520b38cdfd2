import { describe, expect, test } from '@jest/globals';
import { readDeliveryMessage, sqsDeliveryQueue } from '../../functions/shared/events/adapters/sqs-delivery-queue.ts';
import type { DeliveryMessage, DeliveryQueue } from '../../functions/shared/events/application/ports.ts';
import { fairGroup } from '../../functions/shared/events/domain/fair-group.ts';
import { WriteFault } from '../../functions/shared/platform/application/ports.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { InMemoryDeliveryQueue } from '../support/in-memory/delivery-queue.ts';
import { anEvent } from '../support/records/event.ts';
import { refusingSqs } from '../support/refusing-sqs.ts';
import { TestQueue } from '../support/test-queue.ts';

type Made = Readonly<{
  queue: DeliveryQueue;
  /** All that arrived, once there are as many as asked for. */
  arrived: (count: number) => Promise<readonly DeliveryMessage[]>;
}>;

const queues = [
  {
    name: 'in memory',
    make: async ({ refuse }: { refuse: readonly string[] }): Promise<Made> => {
      const queue = new InMemoryDeliveryQueue();
      queue.refuseOnce(refuse);
      return { queue, arrived: async () => queue.messages };
    },
  },
  ...callers.map(({ caller, clients: { sqs } }) => ({
    name: `SQS by ${caller}`,
    make: async ({ refuse }: { refuse: readonly string[] }): Promise<Made> => {
      const own = await TestQueue.create();
      const client = refusingSqs(sqs, (body) => refuse.some((id) => body.includes(id)));
      const arrived = async (count: number) => (await own.bodies(count)).map(readDeliveryMessage);
      return { queue: sqsDeliveryQueue(client, own.url), arrived };
    },
  })),
];

type Changes = Partial<Pick<DeliveryMessage, 'eventId' | 'event' | 'repeated' | 'slowQueue'>>;
const message = (number: number, changes: Changes = {}): DeliveryMessage => ({
  deliveryId: `delivery-${String(number).padStart(3, '0')}`,
  space: 'acme',
  eventId: 'evt_1',
  envelopeId: 'envelope-1',
  eventType: 'hit.detected',
  webhookId: `wh_${number}`,
  repeated: false,
  ...changes,
});
const many = (count: number, changes: Changes = {}) =>
  Array.from({ length: count }, (_, number) => message(number, changes));
const sorted = (messages: readonly DeliveryMessage[]) =>
  messages.toSorted((one, other) => (one.deliveryId < other.deliveryId ? -1 : 1));

describe.each(queues)('the delivery queue $name', ({ make }) => {
  test('sends everything unchanged', async () => {
    const { queue, arrived } = await make({ refuse: [] });
    const { webhookId: _none, ...ofRule } = message(2);
    const sent = [
      message(0),
      message(1, {
        event: anEvent({ title: 'über “quotes” \u{1F4EF}', data: ['\uFFFE', '\uFFFF', '\u0000', { a: null }] }),
      }),
      { ...ofRule, rule: { id: 'rule_1', domain: 'acme.example' }, repeated: true },
    ];
    expect(await queue.send(sent)).toEqual(new Map());
    expect(sorted(await arrived(3))).toEqual(sent);
  });

  test('takes more than the ten messages of one call', async () => {
    const { queue, arrived } = await make({ refuse: [] });
    expect(await queue.send(many(25))).toEqual(new Map());
    expect(sorted(await arrived(25))).toEqual(many(25));
  });

  test('takes more than the megabyte of one call', async () => {
    const { queue, arrived } = await make({ refuse: [] });
    // Two bytes a character: what counts is bytes.
    const large = many(12, { event: anEvent({ data: 'ü'.repeat(100 * 1024) }) });
    expect(await queue.send(large)).toEqual(new Map());
    expect(sorted(await arrived(12))).toEqual(large);
  });

  test('returns what it did not accept, and sends the rest', async () => {
    const refuse = ['delivery-003', 'delivery-014'];
    const { queue, arrived } = await make({ refuse });
    expect(await queue.send(many(20))).toEqual(
      new Map(refuse.map((id) => [id, new WriteFault('ThrottlingException')])),
    );
    expect(sorted(await arrived(18))).toEqual(many(20).filter(({ deliveryId }) => !refuse.includes(deliveryId)));
  });

  test('does nothing for nothing', async () => {
    const { queue, arrived } = await make({ refuse: [] });
    expect(await queue.send([])).toEqual(new Map());
    expect(await arrived(0)).toEqual([]);
  });
});

describe('the delivery queue in SQS alone', () => {
  test('names a group of webhooks and rules of the space, so that a busy space delays no other', async () => {
    const own = await TestQueue.create();
    const { webhookId: _none, ...ofRule } = message(2);
    await sqsDeliveryQueue(aws.sqs, own.url).send([message(1), { ...ofRule, rule: { id: 'rule_1' } }]);
    const groups = (await own.received(2)).map(({ Attributes }) => Attributes?.MessageGroupId);
    expect(groups.toSorted()).toEqual(
      ['rule_1', 'wh_1'].map((id) => fairGroup({ space: message(1).space, id })).toSorted(),
    );
  });

  test('tries again what was refused, and sends nothing twice', async () => {
    const own = await TestQueue.create();
    const refusedBefore = new Set<string>();
    const client = refusingSqs(aws.sqs, (body) => {
      const isFirst = !refusedBefore.has(body);
      refusedBefore.add(body);
      return isFirst;
    });
    expect(await sqsDeliveryQueue(client, own.url).send(many(12))).toEqual(new Map());
    expect(sorted((await own.bodies(12)).map(readDeliveryMessage))).toEqual(many(12));
  });

  test('returns that it accepted nothing of a call that failed as a whole', async () => {
    const own = await TestQueue.create();
    const answer = await sqsDeliveryQueue(aws.sqs, `${own.url}-that-is-not-there`).send(many(2));
    const fault = new WriteFault('QueueDoesNotExist');
    expect(answer).toEqual(new Map(many(2).map(({ deliveryId }) => [deliveryId, fault])));
  });
});
