import { deliveryItem, deliveryKey } from '../../functions/shared/adapters/dynamodb-delivery-item.ts';
import { laneQueuePartition } from '../../functions/shared/adapters/dynamodb-keys.ts';
import type { Waiting } from '../../functions/shared/application/ports/waiting-deliveries.ts';
import type { Delivery } from '../../functions/shared/domain/delivery.ts';
import { attendedAt, type Lane } from '../../functions/shared/domain/lane.ts';
import type { Stores } from '../simulation/world.ts';
import { sizeOf, toItem } from './canned-table.ts';

export type TableUnits = { writeUnits: number; readUnits: number };

const kilobyte = 1024;
/** A consistent read is billed per 4 KB, one from the index half of that (DynamoDB developer guide). */
const readBlock = 4 * kilobyte;
/** How long the real directory keeps a webhook (functions/shared/adapters/dynamodb-webhook-directory.ts). */
const webhookKeptMs = 3_000;

/**
 * The stores as one container sees them, counting what DynamoDB bills: a write per KB of the larger item before and after,
 * and one for each entry of the index that goes or comes; also a write that is refused. Items are those of the real
 * mapping; lanes, webhooks and events of 2 KB fit into one unit of either kind.
 */
export function meteredStores(stores: Stores, units: TableUnits, now: () => number): Stores {
  const { deliveries, lanes, events, webhooks, configuration } = stores;
  const webhooksReadAt = new Map<string, number>();
  return {
    deliveries: {
      list: (query) => deliveries.list(query),
      history: (query) => deliveries.history(query),
      async recordFirst(all) {
        const outcomes = await deliveries.recordFirst(all);
        for (const [index, delivery] of all.entries()) {
          units.writeUnits += outcomes[index] === 'recorded' ? writeUnits(undefined, delivery) : 1;
        }
        return outcomes;
      },
      async find(refs) {
        const found = await deliveries.find(refs);
        units.readUnits += refs.length - found.length;
        for (const delivery of found) units.readUnits += Math.ceil(itemSize(delivery) / readBlock);
        return found;
      },
      async query(query) {
        const found = await deliveries.query(query);
        units.readUnits += Math.max(1, Math.ceil((found.length * entrySize(found[0])) / readBlock)) / 2;
        return found;
      },
      async lease(leases) {
        const waiting = leases.map((lease) => lease.waiting);
        const records = new Map((await deliveries.find(waiting)).map((delivery) => [delivery.id, delivery]));
        const outcomes = await deliveries.lease(leases);
        for (const [index, { deliveryId }] of waiting.entries()) {
          units.writeUnits += Math.ceil(itemSize(records.get(deliveryId)) / kilobyte);
          if (outcomes[index] === 'changed') units.writeUnits += movedInIndex;
        }
        return outcomes;
      },
      async change(changes) {
        const outcomes = await deliveries.change(changes);
        for (const [index, { before, after }] of changes.entries()) {
          units.writeUnits += outcomes[index] === 'changed' ? writeUnits(before, after) : 1;
        }
        return outcomes;
      },
    },
    lanes: {
      attendedBy: (time) => lanes.attendedBy(time),
      async read(webhookIds) {
        units.readUnits += new Set(webhookIds).size;
        return lanes.read(webhookIds);
      },
      async write(lane) {
        const before = (await lanes.read([lane.webhookId])).get(lane.webhookId);
        const outcome = await lanes.write(lane);
        units.writeUnits += 1 + (outcome === 'written' ? indexUnits(laneEntry(before), laneEntry(lane)) : 0);
        return outcome;
      },
    },
    events: {
      claim: (all) => events.claim(all),
      addTargets: (page) => events.addTargets(page),
      targets: (page) => events.targets(page),
      async find(ref) {
        units.readUnits += 1;
        return events.find(ref);
      },
    },
    webhooks: {
      async find(refs) {
        for (const { webhookId } of refs) {
          if (now() - (webhooksReadAt.get(webhookId) ?? 0) <= webhookKeptMs) continue;
          webhooksReadAt.set(webhookId, now());
          units.readUnits += 1;
        }
        return webhooks.find(refs);
      },
    },
    configuration: {
      async read(ref) {
        units.readUnits += 1;
        return configuration.read(ref);
      },
    },
  };
}

/** An entry taken out and one put in. */
const movedInIndex = 2;

function writeUnits(before: Delivery | undefined, after: Delivery): number {
  const size = Math.max(itemSize(before), itemSize(after));
  return Math.ceil(size / kilobyte) + indexUnits(deliveryEntry(before), deliveryEntry(after));
}

function indexUnits(before: string | undefined, after: string | undefined): number {
  if (before === after) return 0;
  return (before === undefined ? 0 : 1) + (after === undefined ? 0 : 1);
}

function deliveryEntry(delivery: Delivery | undefined): string | undefined {
  return delivery?.place && `${delivery.place.queue} ${delivery.place.dueAt}`;
}

function laneEntry(lane: Lane | undefined): string | undefined {
  const at = lane && attendedAt(lane);
  return at === undefined ? undefined : String(at);
}

const sizes = new Map<string, number>();

/** Bytes in the table. Deliveries here are alike, ids and all: those of one state after so many attempts are as large. */
export function itemSize(delivery: Delivery | undefined): number {
  if (delivery === undefined) return 0;
  const { state, attempts, place, reason } = delivery;
  const likeness = `${state} ${attempts.length} ${place?.queue} ${reason}`;
  const known = sizes.get(likeness);
  if (known !== undefined) return known;
  const size = sizeOf(toItem(deliveryItem(delivery, { retentionDays: 30 })));
  sizes.set(likeness, size);
  return size;
}

/** Of the index, which holds keys only. */
function entrySize(entry: Waiting | undefined): number {
  if (entry === undefined) return 0;
  const { webhookId, queue, dueAt } = entry;
  return sizeOf(toItem({ ...deliveryKey(entry), lane: laneQueuePartition(webhookId, queue), dueAt }));
}
