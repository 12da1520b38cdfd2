import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { EventBridge } from '../../functions/shared/adapters/aws/aws-clients.ts';
import { eventbridgePublisher } from '../../functions/shared/adapters/eventbridge-publisher.ts';
import type { EventPublisher } from '../../functions/shared/application/ports/event-publisher.ts';
import type { Event } from '../../functions/shared/domain/event.ts';
import { readEnvelope } from '../../functions/shared/domain/event-envelope.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryEventPublisher } from '../support/in-memory/event-publisher.ts';
import { anEvent } from '../support/records/event.ts';

const busName = stack.outputs.BusName;
const source = 'posthorn.api';

type Made = Readonly<{ publisher: EventPublisher; arrived: (count: number) => Promise<readonly Event[]> }>;

const publishers = [
  {
    name: 'in memory',
    make: async (): Promise<Made> => {
      const publisher = new InMemoryEventPublisher();
      return { publisher, arrived: async () => publisher.published };
    },
  },
  ...callers.map(({ caller, clients }) => ({
    name: `EventBridge by ${caller}`,
    make: async (space: string): Promise<Made> => {
      const listener = await BusListener.start(space, source);
      const arrived = async (count: number) =>
        (await listener.envelopes(count)).map((body) => {
          const read = readEnvelope(body);
          if (read.kind !== 'event') throw new Error(`Fan-out could not read it: ${JSON.stringify(read)}`);
          return read.event;
        });
      return { publisher: eventbridgePublisher(clients.eventBridge, busName), arrived };
    },
  })),
];

const spaceName = () => `publisher-${randomBytes(6).toString('hex')}`;

describe.each(publishers)('the event publisher $name', ({ make }) => {
  test('puts an event on the bus as fan-out is to find it', async () => {
    const space = spaceName();
    const { publisher, arrived } = await make(space);
    const full = anEvent({ space, title: 'über “quotes” \u{1F4EF}', data: { deep: [[{ a: null }], '\uFFFF\u0000'] } });
    const bare: Event = { space, id: 'evt_2', type: 'a', time: '2026-01-02T03:04:05.678Z', data: null };
    await publisher.publish(full);
    await publisher.publish(bare);
    const found = await arrived(2);
    expect(found.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([full, bare]);
  });
});

describe('the event publisher of EventBridge alone', () => {
  test('gives the event its own time, and the source of the API', async () => {
    const inputs: object[] = [];
    const watched: EventBridge = {
      ...aws.eventBridge,
      putEvents(input) {
        inputs.push(input);
        return aws.eventBridge.putEvents(input);
      },
    };
    const event = anEvent({ space: spaceName() });
    await eventbridgePublisher(watched, busName).publish(event);
    expect(inputs).toMatchObject([
      { Entries: [{ Source: source, DetailType: event.type, Time: new Date(event.time) }] },
    ]);
  });

  test('throws for an event that the bus does not take, though it answers the call', async () => {
    const refused: EventBridge = {
      ...aws.eventBridge,
      putEvents({ Entries = [] }) {
        // Nobody but AWS may use such a source.
        return aws.eventBridge.putEvents({ Entries: Entries.map((entry) => ({ ...entry, Source: 'aws.posthorn' })) });
      },
    };
    await expect(eventbridgePublisher(refused, busName).publish(anEvent())).rejects.toThrow(
      'The bus did not take the event: NotAuthorizedForSourceException',
    );
  });
});
