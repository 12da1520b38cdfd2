import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { eventbridgePublisher } from '../../functions/shared/events/adapters/eventbridge-publisher.ts';
import type { EventPublisher } from '../../functions/shared/events/application/ports.ts';
import type { Event } from '../../functions/shared/events/domain/event.ts';
import { readEnvelope } from '../../functions/shared/events/domain/event-envelope.ts';
import type { EventBridge } from '../../functions/shared/platform/adapters/aws/aws-clients.ts';
import { WriteFault } from '../../functions/shared/platform/application/ports.ts';
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
    expect(await publisher.publish([full, bare])).toEqual(['published', 'published']);
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
    await eventbridgePublisher(watched, busName).publish([event]);
    expect(inputs).toMatchObject([
      { Entries: [{ Source: source, DetailType: event.type, Time: new Date(event.time) }] },
    ]);
  });

  test('returns which events the bus did not accept, though the call succeeds, ten at a time', async () => {
    const calls: number[] = [];
    const refusing: EventBridge = {
      ...aws.eventBridge,
      putEvents({ Entries = [] }) {
        calls.push(Entries.length);
        const isRefused = ({ Detail = '' }) => /"evt_(3|11)"/.test(Detail);
        // Nobody but AWS may use such a source.
        const changed = Entries.map((entry) => (isRefused(entry) ? { ...entry, Source: 'aws.posthorn' } : entry));
        return aws.eventBridge.putEvents({ Entries: changed });
      },
    };
    const events = Array.from({ length: 12 }, (_, index) => anEvent({ space: spaceName(), id: `evt_${index}` }));
    const outcomes = await eventbridgePublisher(refusing, busName).publish(events);
    const fault = new WriteFault('NotAuthorizedForSourceException');
    expect(outcomes).toEqual(events.map((_, index) => (index === 3 || index === 11 ? fault : 'published')));
    expect(calls).toEqual([10, 2]);
  });
});
