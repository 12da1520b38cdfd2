import { deflateRawSync } from 'node:zlib';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { deliveryItem } from '../../../functions/shared/deliveries/adapters/dynamodb-delivery-item.ts';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import type { StoredEvent } from '../../../functions/shared/events/application/ports.ts';
import { deliveryTime } from '../../../functions/shared/events/domain/delivery-id.ts';
import { toAttributes } from '../../../functions/shared/platform/adapters/aws/dynamodb-values.ts';
import type { DeliveryEntry, EventEntry } from '../../../functions/shared/statistics/application/ports.ts';
import type { ActivityPorts } from '../../../functions/shared/statistics/application/record-activity.ts';
import { activityWorker } from '../../../functions/shared/statistics/runtime/activity-worker.ts';
import { InMemoryStatisticsStore } from '../../support/in-memory/statistics-store.ts';
import { InMemoryTimeIndex } from '../../support/in-memory/time-index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anExecution } from '../../support/records/execution.ts';

const observers = {
  logger: new Logger({ logLevel: 'SILENT' }),
  metrics: new Metrics({ namespace: 'test', serviceName: 'test' }),
};
const eventSourceARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/posthorn-test/stream/2026-01-01T00:00:00.000';

/** A window's event of one shard (Lambda developer guide, "Stateful processing" of DynamoDB streams). */
const windowOf = (Records: readonly object[], changes: object = {}) => ({
  Records,
  window: { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:15:00Z' },
  state: {},
  shardId: 'shardId-00000001414576573621-f55eea83',
  eventSourceARN,
  isFinalInvokeForWindow: false,
  isWindowTerminatedEarly: false,
  ...changes,
});

/** A record of the stream, in DynamoDB's JSON. */
function record(sequence: string, { before, after }: Readonly<{ before?: Delivery; after: Delivery }>) {
  const image = (delivery: Delivery) => toAttributes(deliveryItem(delivery, { retentionDays: 30 }));
  const { pk, sk } = image(after);
  return {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName: before ? 'MODIFY' : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_767_225_600,
      Keys: { pk, sk },
      ...(before && { OldImage: image(before) }),
      NewImage: image(after),
      SequenceNumber: sequence,
      SizeBytes: 512,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN,
  };
}

const anEvent = (envelopeId: string): StoredEvent => ({
  envelopeId,
  receivedAt: '2026-01-01T00:00:01.000Z',
  targets: ['wh_1'],
  event: { space: 'acme', id: 'evt_1', type: 'hit.detected', time: '2026-01-01T00:00:00.000Z', data: { a: 1 } },
});

/** A record of the stream with an event, whose body is packed. */
function eventRecord({ before, after }: Readonly<{ before?: StoredEvent; after: StoredEvent }>) {
  const image = ({ event, ...stored }: StoredEvent) =>
    toAttributes({
      pk: `EVENT#${event.space}#${event.id}`,
      sk: 'EVENT',
      ...stored,
      body: deflateRawSync(JSON.stringify(event)),
      ttl: 1_769_817_600,
    });
  const { dynamodb, ...common } = record('120', { after: aDelivery() });
  const { pk, sk } = image(after);
  return {
    ...common,
    dynamodb: { ...dynamodb, Keys: { pk, sk }, ...(before && { OldImage: image(before) }), NewImage: image(after) },
  };
}

describe("the worker of the table's stream", () => {
  let ports: Readonly<{
    statistics: InMemoryStatisticsStore;
    deliveryIndex: InMemoryTimeIndex<DeliveryEntry>;
    failureIndex: InMemoryTimeIndex<DeliveryEntry>;
    eventIndex: InMemoryTimeIndex<EventEntry>;
  }>;
  const handle = (event: unknown) => activityWorker(observers, ports)(event, lambdaContext);
  const counted = async () => {
    const from = Date.parse('2026-01-01T00:00:00Z');
    const [counters] = (
      await ports.statistics.hours({ space: 'acme', webhookId: 'wh_1', from, until: from + 1 })
    ).values();
    return { delivered: counters?.delivered ?? 0, failed: counters?.failedAttempts ?? 0 };
  };
  beforeEach(() => {
    const statistics = new InMemoryStatisticsStore();
    ports = {
      statistics,
      deliveryIndex: new InMemoryTimeIndex(),
      failureIndex: new InMemoryTimeIndex(),
      eventIndex: new InMemoryTimeIndex(),
    };
  });

  const [attempt] = aDelivery().attempts;
  if (attempt === undefined) throw new Error('A delivery that succeeded has an attempt');
  const failed = { ...attempt, status: 500, failure: 'server_error' } as const;
  const waiting = aDelivery({ status: 'retrying', attempts: [failed] });
  const retried = aDelivery({ version: 2, attempts: [failed, { ...attempt, number: 2 }] });
  const records = [
    record('111', { after: aDelivery() }),
    record('112', { after: waiting }),
    record('113', { before: waiting, after: retried }),
  ];

  test('counts each record once, and returns a state, without which Lambda would repeat the records', async () => {
    expect(await handle(windowOf(records))).toEqual({ state: {} });
    expect(await counted()).toEqual({ delivered: 2, failed: 1 });
    await handle(windowOf(records.slice(1)));
    expect(await counted()).toEqual({ delivered: 2, failed: 1 });
  });

  test('accepts the end of a window, which has no records', async () => {
    expect(await handle(windowOf([], { isFinalInvokeForWindow: true }))).toEqual({ state: {} });
  });

  test('leaves out what it cannot read', async () => {
    const strange = { ...records[0], dynamodb: { ...records[0]?.dynamodb, NewImage: { pk: { S: 'DELIVERIES#x#0' } } } };
    await handle(windowOf([strange, ...records]));
    expect(await counted()).toEqual({ delivered: 2, failed: 1 });
  });

  test('fails if the statistics or a list cannot be written, so that all of it comes again', async () => {
    const fail = async () => Promise.reject(new Error('throttled'));
    const { statistics, deliveryIndex, failureIndex, eventIndex } = ports;
    const broken: readonly Partial<ActivityPorts>[] = [
      { statistics: { hours: (query) => statistics.hours(query), count: fail } },
      { deliveryIndex: { list: (query) => deliveryIndex.list(query), add: fail } },
      { failureIndex: { list: (query) => failureIndex.list(query), add: fail } },
      { eventIndex: { list: (query) => eventIndex.list(query), add: fail } },
    ];
    for (const each of broken) {
      const handling = activityWorker(observers, { ...ports, ...each })(windowOf(records), lambdaContext);
      await expect(handling).rejects.toThrow('throttled');
    }
  });

  test('lists deliveries by their first record, and no executions of rules', async () => {
    const execution = anExecution({ id: '01KDX7R9K00000000000000001' });
    await handle(windowOf([...records, record('114', { after: execution })]));
    expect(await ports.deliveryIndex.list({ space: 'acme', limit: 5 })).toEqual({
      entries: [{ key: aDelivery().id, eventType: 'hit.detected', webhookId: 'wh_1' }],
      next: undefined,
    });
    await handle(windowOf([record('115', { before: waiting, after: { ...retried, space: 'other' } })]));
    expect((await ports.deliveryIndex.list({ space: 'other', limit: 5 })).entries).toEqual([]);
  });

  test('lists deliveries that ended without success, each time they do, and no executions of rules', async () => {
    const ended = (status: 'failed' | 'exhausted' | 'discarded' | 'succeeded', id: string) => ({
      before: { ...waiting, id },
      after: { ...retried, id, status },
    });
    const [failedId, exhaustedId, discardedId, succeededId] = [1, 2, 3, 4].map((n) => `01KDX7R9K0000000000000000${n}`);
    const changes = [
      ended('failed', `${failedId}`),
      ended('exhausted', `${exhaustedId}`),
      { after: { ...waiting, id: `${discardedId}`, status: 'discarded' as const } },
      ended('succeeded', `${succeededId}`),
      { after: anExecution({ id: '01KDX7R9K00000000000000005', status: 'exhausted' }) },
    ];
    await handle(windowOf(changes.map((change, number) => record(String(130 + number), change))));
    const keys = async (space: string) =>
      (await ports.failureIndex.list({ space, limit: 9 })).entries.map(({ key }) => key);
    expect(await keys('acme')).toEqual([discardedId, exhaustedId, failedId]);
    const again = { ...ended('exhausted', `${exhaustedId}`), before: { ...retried, status: 'exhausted' as const } };
    await handle(windowOf([record('140', { ...again, after: { ...again.after, space: 'other' } })]));
    expect(await keys('other')).toEqual([]);
  });

  test('lists events when they are stored, each of the same own id, and not when they are kept for longer', async () => {
    const [first, second] = [anEvent('first'), anEvent('second')];
    await handle(windowOf([eventRecord({ after: first }), eventRecord({ before: first, after: second })]));
    const kept = eventRecord({ before: second, after: second });
    const add = async (lines: readonly unknown[]) => expect(lines).toEqual([]);
    await activityWorker(observers, { ...ports, eventIndex: { list: (query) => ports.eventIndex.list(query), add } })(
      windowOf([kept]),
      lambdaContext,
    );
    const { entries } = await ports.eventIndex.list({ space: 'acme', limit: 5 });
    const times = entries.map(({ key, envelopeId, eventId, eventType }) => [
      new Date(deliveryTime(key)).toISOString(),
      envelopeId,
      eventId,
      eventType,
    ]);
    expect(times.sort()).toEqual([
      ['2026-01-01T00:00:00.000Z', 'first', 'evt_1', 'hit.detected'],
      ['2026-01-01T00:00:00.000Z', 'second', 'evt_1', 'hit.detected'],
    ]);
  });
});
