import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  endWithoutAttempt,
  park,
  restartedRound,
} from '../../../functions/shared/deliveries/domain/delivery-course.ts';
import {
  confirm,
  isAbandoned,
  leaseOf,
  type WaitItem,
  waitItemOf,
} from '../../../functions/shared/deliveries/domain/wait-item.ts';
import { partitionOf } from '../../../functions/shared/platform/domain/partition.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { anExecution } from '../../support/records/execution.ts';

const now = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(now + ms).toISOString();
const waiting = aDelivery({ status: 'pending', version: 3, position: { queue: 'parked', dueAt: at(0) } });

function itemOf(delivery: Delivery, partition = 0): WaitItem {
  const item = waitItemOf(delivery, partition);
  if (item === undefined) throw new Error('It does not wait.');
  return item;
}

describe('a wait item', () => {
  test('has all of a delivery that waits: whose lane, which record of it, since when', () => {
    expect(waitItemOf(waiting, 5)).toEqual({
      webhookId: 'wh_1',
      deliveryId: waiting.id,
      version: 3,
      partition: 5,
      queue: 'parked',
      dueAt: at(0),
      recordedDueAt: at(0),
      writtenAt: waiting.updatedAt,
    });
    expect(waitItemOf(anExecution({ position: { queue: 'leased', dueAt: at(9) } }), 0)).toMatchObject({
      ruleId: 'rule_1',
      queue: 'leased',
      dueAt: at(9),
    });
  });

  test('is there for nothing that has ended', () => {
    expect(waitItemOf(aDelivery(), 0)).toBeUndefined();
  });

  test('becomes a lease that ends at its own time and belongs to the same record', () => {
    expect(leaseOf(itemOf(waiting), at(300))).toEqual({ ...itemOf(waiting), queue: 'leased', dueAt: at(300) });
  });
});

describe('a record', () => {
  test('confirms its own item, leased or not, and none of what the delivery was before or comes to be', () => {
    const own = itemOf(waiting);
    expect(confirm(own, waiting)).toBe('confirmed');
    expect(confirm(leaseOf(own, at(300)), waiting)).toBe('confirmed');
    const position = { queue: 'parked', dueAt: at(0) } as const;
    const ended = endWithoutAttempt(waiting, { status: 'discarded', reason: 'It was deleted.', now });
    for (const later of [
      park(waiting, 'paused', now),
      ended,
      restartedRound(ended, { id: 'r', trigger: 'replay', position, now }),
    ]) {
      expect(confirm(own, later)).toBe('stale');
      expect(confirm(leaseOf(own, at(300)), later)).toBe('stale');
      if (later.position) expect(confirm(itemOf(later), waiting)).toBe('unrecorded');
    }
  });

  test('that is older than the item, or not there, may still be written', () => {
    expect(confirm(itemOf(waiting), undefined)).toBe('unrecorded');
    expect(confirm(itemOf(waiting), { ...waiting, version: 2 })).toBe('unrecorded');
  });

  test('confirms an item exactly when version, webhook and time are its own, whatever the rest', () => {
    const webhookIds = fc.constantFrom('wh_1', 'wh_2');
    const dueTimes = fc.constantFrom(at(0), at(1));
    const positions = fc.option(
      fc.record({ queue: fc.constantFrom('parked', 'scheduled', 'leased'), dueAt: dueTimes }),
      {
        nil: undefined,
      },
    );
    const versions = fc.integer({ min: 1, max: 3 });
    const items = fc.record({
      webhookId: webhookIds,
      version: versions,
      recordedDueAt: dueTimes,
      dueAt: dueTimes,
      queue: fc.constantFrom('parked', 'scheduled', 'leased'),
    });
    const records = fc.option(fc.record({ webhookId: webhookIds, version: versions, position: positions }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(items, records, (item, changes) => {
        const record = changes && aDelivery(changes);
        const expected = () => {
          if (record === undefined || record.version < item.version) return 'unrecorded';
          const isOwn = record.version === item.version && record.webhookId === item.webhookId;
          return isOwn && record.position?.dueAt === item.recordedDueAt ? 'confirmed' : 'stale';
        };
        expect(confirm({ ...itemOf(waiting), ...item }, record)).toBe(expected());
      }),
      { numRuns: 300 },
    );
  });
});

test('the writer of an item is taken for dead an hour after it was written, and not before', () => {
  const item = { ...itemOf(waiting), writtenAt: at(0) };
  expect(isAbandoned(item, now + 3_600_000)).toBe(false);
  expect(isAbandoned(item, now + 3_600_001)).toBe(true);
});

describe('the partition of an item', () => {
  test('is the first of a lane that has one', () => {
    fc.assert(fc.property(fc.string(), (id) => expect(partitionOf(id, 1)).toBe(0)));
  });

  test('is always the same for the same delivery, and one of those that the lane has', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 16 }), (id, partitions) => {
        const partition = partitionOf(id, partitions);
        expect(partitionOf(id, partitions)).toBe(partition);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
      }),
    );
  });

  test('takes its share of ids that differ in their last letters', () => {
    const sizes = Map.groupBy(
      Array.from({ length: 4_000 }, (_, index) => partitionOf(`01KDX7R9K0000000000000${index}`, 8)),
      (partition) => partition,
    );
    for (const { length } of sizes.values()) expect(Math.abs(length - 500)).toBeLessThan(100);
    expect(sizes.size).toBe(8);
  });
});
