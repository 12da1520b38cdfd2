import { describe, expect, test } from '@jest/globals';
import { readContinuation, sqsFanOutQueue } from '../../functions/shared/events/adapters/sqs-fan-out-queue.ts';
import type {
  FanOutContinuation,
  FanOutQueue,
  RejectedEvent,
} from '../../functions/shared/events/application/ports.ts';
import { WriteFault } from '../../functions/shared/platform/application/ports.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { InMemoryFanOutQueue } from '../support/in-memory/fan-out-queue.ts';
import { refusingSqs } from '../support/refusing-sqs.ts';
import { TestQueue } from '../support/test-queue.ts';

type Made = Readonly<{
  queue: FanOutQueue;
  continued: (count: number) => Promise<readonly (FanOutContinuation | undefined)[]>;
  rejected: (count: number) => Promise<readonly RejectedEvent[]>;
}>;

async function inSqs(client = aws.sqs): Promise<Made> {
  const [events, rejectedEvents] = await Promise.all([TestQueue.create(), TestQueue.create()]);
  return {
    queue: sqsFanOutQueue(client, { events: events.url, rejectedEvents: rejectedEvents.url }),
    continued: async (count) => (await events.bodies(count)).map(readContinuation),
    rejected: async (count) =>
      (await rejectedEvents.received(count)).map(({ Body = '', MessageAttributes = {} }) => ({
        body: Body,
        reason: MessageAttributes.reason?.StringValue ?? '',
      })),
  };
}

const queues = [
  {
    name: 'in memory',
    make: async (): Promise<Made> => {
      const queue = new InMemoryFanOutQueue();
      return { queue, continued: async () => queue.continuations, rejected: async () => queue.rejected };
    },
  },
  ...callers.map(({ caller, clients }) => ({ name: `SQS by ${caller}`, make: () => inSqs(clients.sqs) })),
];

const rejected = (count: number, filling = ''): RejectedEvent[] =>
  Array.from({ length: count }, (_, number) => ({
    body: `${String(number).padStart(3, '0')} is not JSON${filling}`,
    reason: `reason ${number}`,
  }));
const sorted = (events: readonly RejectedEvent[]) => events.toSorted((one, other) => (one.body < other.body ? -1 : 1));

describe.each(queues)('the fan-out queue $name', ({ make }) => {
  test('sends the page at which a fan-out continues', async () => {
    const { queue, continued } = await make();
    const continuation = { space: 'acme', eventId: 'evt_1', envelopeId: 'envelope-1', cursor: '[3,"wh_9"]', page: 7 };
    await queue.continueLater(continuation);
    expect(await continued(1)).toEqual([continuation]);
  });

  test('sets rejected events aside whole, each with its reason, in more than one call', async () => {
    const made = await make();
    await made.queue.reject(rejected(25));
    expect(sorted(await made.rejected(25))).toEqual(rejected(25));
  });

  test('sets aside more than the megabyte of one call', async () => {
    const made = await make();
    const large = rejected(12, 'ü'.repeat(100 * 1024));
    await made.queue.reject(large);
    expect(sorted(await made.rejected(12))).toEqual(large);
  });

  test('fails no event for what its reason says', async () => {
    const made = await make();
    await made.queue.reject([{ body: '{}', reason: 'Detail „a\u0000b“ is\nnot right' }]);
    expect(await made.rejected(1)).toEqual([{ body: '{}', reason: 'Detail ?a?b? is?not right' }]);
  });
});

test('a rejected event that SQS does not accept is a fault of ours, and no other', async () => {
  const made = await inSqs(refusingSqs(aws.sqs, (body) => body.startsWith('001')));
  expect(await made.queue.reject(rejected(3))).toEqual(['rejected', new WriteFault('ThrottlingException'), 'rejected']);
  expect(sorted(await made.rejected(2)).map(({ reason }) => reason)).toEqual(['reason 0', 'reason 2']);
});

test('an event from the bus is not taken for a continuation', () => {
  expect(readContinuation(JSON.stringify({ version: '0', detail: { continuation: {} } }))).toBeUndefined();
});
