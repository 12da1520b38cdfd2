import { deliveryItem } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-item.ts';
import type { Delivery } from '../../functions/shared/deliveries/domain/delivery.ts';
import { readLane } from '../../functions/shared/lanes/application/found-lanes.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { reconciliationDueAt } from '../../functions/shared/lanes/domain/lane-check.ts';
import type { Stores } from '../simulation/world-settings.ts';
import { sizeOf, toItem } from './canned-table.ts';

export type TableUnits = { writeUnits: number; readUnits: number };

const kilobyte = 1024;
/** A consistent read is billed per 4 KB (DynamoDB developer guide). */
const readBlock = 4 * kilobyte;
/** How long the real directory keeps a webhook (functions/shared/webhooks/adapters/dynamodb-webhook-directory.ts). */
const webhookKeptMs = 3_000;
/** A wait item: its keys (functions/shared/deliveries/adapters/dynamodb-wait-items.ts), its version and two times. */
const waitItemBytes = 220;
const queues = 3;

/**
 * The stores as one container sees them, counting what DynamoDB bills: a write per KB of the larger item before and after,
 * and one for each entry of the index that goes or comes; also a write that is refused. Items are those of the real
 * mapping; lanes, wait items, webhooks and events of 2 KB fit into one unit of either kind.
 */
export function meteredStores(stores: Stores, units: TableUnits, now: () => number): Stores {
  const { deliveries, waits, lanes, events, webhooks, configuration } = stores;
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
      async change(changes) {
        const outcomes = await deliveries.change(changes);
        for (const [index, { before, after }] of changes.entries()) {
          units.writeUnits += outcomes[index] === 'changed' ? writeUnits(before, after) : 1;
        }
        return outcomes;
      },
    },
    waits: {
      async walk(query) {
        const found = await waits.walk(query);
        units.readUnits += Math.max(1, Math.ceil((found.items.length * waitItemBytes) / readBlock));
        return found;
      },
      async find(query) {
        const found = await waits.find(query);
        const sizes = Object.values(found).map((items) => items.length);
        const read = sizes.reduce((sum, size) => sum + size, 0);
        // One query of each partition reads a small lane; a large one's queues are read apart after that.
        const calls = query.partitions * (sizes.some((size) => size >= query.limit) ? 1 + queues : 1);
        units.readUnits += Math.max(calls, Math.ceil((read * waitItemBytes) / readBlock));
        return found;
      },
      async put(items) {
        units.writeUnits += items.length;
        return waits.put(items);
      },
      async lease(leases) {
        units.writeUnits += 2 * leases.length;
        return waits.lease(leases);
      },
      async remove(items) {
        units.writeUnits += items.length;
        return waits.remove(items);
      },
    },
    lanes: {
      dueForReconciliation: (time) => lanes.dueForReconciliation(time),
      async read(webhookIds) {
        units.readUnits += new Set(webhookIds).size;
        return lanes.read(webhookIds);
      },
      async write(lane) {
        const before = await readLane(lanes, lane.webhookId);
        const outcome = await lanes.write(lane);
        units.writeUnits += 1 + (outcome === 'written' ? indexUnits(laneEntry(before), laneEntry(lane)) : 0);
        return outcome;
      },
    },
    events: {
      claim: (all) => events.claim(all),
      addTargets: (page) => events.addTargets(page),
      targets: (page) => events.targets(page),
      summaries: (refs) => events.summaries(refs),
      // Within half of the retention nothing is written.
      extendRetention: (needed) => events.extendRetention(needed),
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

function writeUnits(before: Delivery | undefined, after: Delivery): number {
  return Math.ceil(Math.max(itemSize(before), itemSize(after)) / kilobyte);
}

/** An entry taken out, and one put in. */
function indexUnits(before: string | undefined, after: string | undefined): number {
  if (before === after) return 0;
  return (before === undefined ? 0 : 1) + (after === undefined ? 0 : 1);
}

function laneEntry(lane: Lane | undefined): string | undefined {
  const at = lane && reconciliationDueAt(lane);
  return at === undefined ? undefined : String(at);
}

const sizes = new Map<string, number>();

/** Bytes in the table. Deliveries here are alike, ids and all: those of one state after so many attempts are as large. */
export function itemSize(delivery: Delivery | undefined): number {
  if (delivery === undefined) return 0;
  const { status, attempts, position, reason } = delivery;
  const likeness = `${status} ${attempts.length} ${position?.queue} ${reason}`;
  const known = sizes.get(likeness);
  if (known !== undefined) return known;
  const size = sizeOf(toItem(deliveryItem(delivery, { retentionDays: 30 })));
  sizes.set(likeness, size);
  return size;
}
