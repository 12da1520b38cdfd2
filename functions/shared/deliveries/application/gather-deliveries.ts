import { fittingItems } from '../../platform/application/page-size.ts';
import type { PageRequest } from '../../platform/application/ports.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { DeliveryPage } from './ports.ts';

/** Most pages of a filtered list that one request reads before it returns a cursor. */
const maxPasses = 5;

/** Fills a page from as many of the store's as needed, unless those are too many or the response grows too large. */
export async function gatherDeliveries(
  { limit, after }: PageRequest,
  read: (page: PageRequest) => Promise<DeliveryPage>,
): Promise<DeliveryPage> {
  const found: Delivery[] = [];
  let next = after;
  for (let passes = 0; passes < maxPasses && found.length < limit; passes += 1) {
    const page = await read({ limit: limit - found.length, after: next });
    found.push(...page.deliveries);
    const fitting = fittingItems(found);
    if (fitting.length < found.length) return { deliveries: fitting, next: fitting.at(-1)?.id };
    next = page.next;
    if (next === undefined) break;
  }
  return { deliveries: found, next };
}
