import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { confirm, isAbandoned, itemKey, type WaitItem } from '../../deliveries/domain/wait-item.ts';
import { isWriteFault } from '../../platform/application/ports.ts';

export type EndPorts = Readonly<{
  deliveries: Pick<DeliveryStore, 'find' | 'change'>;
  waits: Pick<WaitItems, 'remove'>;
}>;

/** Deliveries ended in one batch. */
export const endsPerBatch = 500;

type Ending = Readonly<{
  now: number;
  /** Whether an item without a record stays until it has one. */
  keepsUnrecorded: (item: WaitItem) => boolean;
  end: (delivery: Delivery) => Delivery;
  /** Called before they are recorded as ended. */
  before: (ended: readonly Delivery[]) => Promise<void>;
}>;

/** `failed`: could not be written. `unrecorded`: their writer has still to write the record. */
type EndOutcome = Readonly<{ failed: number; unrecorded: number }>;

/** Ends the deliveries whose record confirms their item, without an attempt, then removes the items. */
export async function endDeliveries(
  { deliveries, waits }: EndPorts,
  items: readonly WaitItem[],
  { now, keepsUnrecorded, end, before }: Ending,
): Promise<EndOutcome> {
  if (items.length === 0) return { failed: 0, unrecorded: 0 };
  const distinct = [...new Map(items.map((item) => [itemKey(item), item])).values()];
  const records = new Map((await deliveries.find(distinct)).map((delivery) => [deliveryKey(delivery), delivery]));
  const confirmationOf = (item: WaitItem) => confirm(item, records.get(itemKey(item)));
  const changes = items.flatMap((item) => {
    const record = records.get(itemKey(item));
    return record && confirmationOf(item) === 'confirmed' ? [{ before: record, after: end(record) }] : [];
  });
  if (changes.length > 0) await before(changes.map(({ after }) => after));
  const outcomes = changes.length > 0 ? await deliveries.change(changes) : [];
  const failed = new Set(
    changes.filter((_, index) => isWriteFault(outcomes[index])).map((change) => deliveryKey(change.before)),
  );
  const unrecorded = items.filter(
    (item) => confirmationOf(item) === 'unrecorded' && keepsUnrecorded(item) && !isAbandoned(item, now),
  );
  await waits.remove(items.filter((item) => !failed.has(itemKey(item)) && !unrecorded.includes(item)));
  return { failed: failed.size, unrecorded: unrecorded.length };
}

function deliveryKey({ id, execution }: Delivery): string {
  return itemKey({ ruleId: execution?.ruleId, deliveryId: id });
}
