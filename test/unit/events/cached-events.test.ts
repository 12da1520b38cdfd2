import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cachedEvents } from '../../../functions/shared/events/adapters/cached-events.ts';
import type { EventStore, StoredEvent } from '../../../functions/shared/events/application/ports.ts';
import { anEvent } from '../../support/records/event.ts';

const ref = (envelopeId = 'envelope-1') => ({ space: 'acme', eventId: 'evt_1', envelopeId });
const stored = (bytes = 100): StoredEvent => ({
  event: anEvent({ data: 'x'.repeat(bytes) }),
  envelopeId: 'envelope-1',
  receivedAt: '2026-01-01T00:00:00.000Z',
  targets: [],
});

let reads: unknown[];
let find: EventStore['find'];

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1), doNotFake: ['nextTick', 'setImmediate'] });
  reads = [];
  find = async () => stored();
});
afterEach(() => {
  jest.useRealTimers();
});

const cache = () =>
  cachedEvents({
    find: (asked) => {
      reads.push(asked);
      return find(asked);
    },
  });

describe('a large event', () => {
  test('is read once by a container, for all deliveries of a batch and of later ones', async () => {
    const events = cache();
    await Promise.all(Array.from({ length: 10 }, () => events.find(ref())));
    expect(await events.find(ref())).toEqual(stored());
    expect(reads).toEqual([ref()]);
  });

  test('is read anew after a minute', async () => {
    const events = cache();
    await events.find(ref());
    jest.advanceTimersByTime(60_001);
    await events.find(ref());
    expect(reads).toHaveLength(2);
  });

  test('is not taken for another of its id', async () => {
    const events = cache();
    await events.find(ref());
    await events.find(ref('envelope-2'));
    await events.find({ space: 'acme', eventId: 'evt_1' });
    expect(reads).toHaveLength(3);
  });

  test('that is not there, or could not be read, is asked for again', async () => {
    const events = cache();
    find = async () => undefined;
    expect(await events.find(ref())).toBeUndefined();
    find = async () => {
      throw new Error('throttled');
    };
    await expect(events.find(ref())).rejects.toThrow('throttled');
    find = async () => stored();
    expect(await events.find(ref())).toEqual(stored());
    expect(reads).toHaveLength(3);
  });

  test('makes way for others when all together take too much room', async () => {
    const events = cache();
    const many = Array.from({ length: 200 }, (_, index) => ref(`envelope-${index}`));
    find = async () => stored(250_000);
    for (const each of many) await events.find(each);
    const before = reads.length;
    await events.find(many[199] ?? ref());
    expect(reads).toHaveLength(before);
    await events.find(many[0] ?? ref());
    expect(reads).toHaveLength(before + 1);
  });
});
