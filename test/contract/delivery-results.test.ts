import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { DeliveryResult, DeliveryResults } from '../../functions/shared/lanes/application/ports.ts';
import type { EventBridge } from '../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { eventbridgeDeliveryResults } from '../../functions/shared/results/adapters/eventbridge-delivery-results.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryDeliveryResults } from '../support/in-memory/delivery-results.ts';
import { aDelivery } from '../support/records/delivery.ts';
import { aWebhook } from '../support/records/webhook.ts';

const busName = stack.outputs.BusName;

/** What somebody who listens is expectedOf apart by. */
type Received = Readonly<{ type: string; deliveryId: unknown; response: unknown }>;
type Made = Readonly<{ results: DeliveryResults; received: (count: number) => Promise<readonly Received[]> }>;

const publishers = [
  {
    name: 'in memory',
    make: async (): Promise<Made> => {
      const results = new InMemoryDeliveryResults();
      const received = async () =>
        results.published.map(({ kind, delivery }) => ({
          type: kind,
          deliveryId: delivery.id,
          response: delivery.response,
        }));
      return { results, received };
    },
  },
  ...callers.map(({ caller, clients }) => ({
    name: `EventBridge by ${caller}`,
    make: async (space: string): Promise<Made> => {
      const listener = await BusListener.start(space);
      const received = async (count: number) =>
        (await listener.received(count)).map(({ type, detail: { deliveryId, response } }) => ({
          type,
          deliveryId,
          response,
        }));
      return { results: eventbridgeDeliveryResults(clients.eventBridge, busName), received };
    },
  })),
];

const spaceName = () => `results-${randomBytes(6).toString('hex')}`;
const many = (space: string, count: number, response = 'yes'): DeliveryResult[] =>
  Array.from({ length: count }, (_, number) => ({
    kind: 'delivery.succeeded',
    delivery: aDelivery({ id: `delivery-${String(number).padStart(3, '0')}`, space, response }),
    webhook: aWebhook({ space, kind: 'pre_approval' }),
  }));
const expectedOf = (results: readonly DeliveryResult[]): Received[] =>
  results.map(({ kind, delivery: { id, response } }) => ({ type: kind, deliveryId: id, response }));
const sorted = (received: readonly Received[]) =>
  received.toSorted((one, other) => (String(one.deliveryId) < String(other.deliveryId) ? -1 : 1));

describe.each(publishers)('the results of deliveries $name', ({ make }) => {
  test('are received, more than the ten of one call as well', async () => {
    const space = spaceName();
    const { results, received } = await make(space);
    await results.publish(many(space, 25));
    expect(sorted(await received(25))).toEqual(expectedOf(many(space, 25)));
  });

  test('are received, more than the megabyte of one call as well', async () => {
    const space = spaceName();
    const { results, received } = await make(space);
    const large = many(space, 12, 'x'.repeat(100 * 1024));
    await results.publish(large);
    expect(sorted(await received(12))).toEqual(expectedOf(large));
  });

  test('are not expectedOf of when there are none', async () => {
    const space = spaceName();
    const { results, received } = await make(space);
    await results.publish([]);
    expect(await received(0)).toEqual([]);
  });
});

test('results that the bus does not accept are a fault of ours, and those beside them are published', async () => {
  const space = spaceName();
  const listener = await BusListener.start(space);
  const client: EventBridge = {
    ...aws.eventBridge,
    putEvents({ Entries = [] }) {
      const isRefused = ({ Detail = '' }) => /delivery-00[24]/.test(Detail);
      // Nobody but AWS may use such a source.
      const changed = Entries.map((entry) => (isRefused(entry) ? { ...entry, Source: 'aws.posthorn' } : entry));
      return aws.eventBridge.putEvents({ Entries: changed });
    },
  };
  await expect(eventbridgeDeliveryResults(client, busName).publish(many(space, 5))).rejects.toThrow(
    'The bus did not take 2 results: NotAuthorizedForSourceException',
  );
  const received = (await listener.received(3)).map(({ detail }) => detail.deliveryId);
  expect(received.toSorted()).toEqual(['delivery-000', 'delivery-001', 'delivery-003']);
});
