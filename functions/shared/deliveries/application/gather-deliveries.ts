import { fittingItems } from '../../platform/application/page-size.ts';
import type { Clock, PageRequest } from '../../platform/application/ports.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { DeliveryPage } from './ports.ts';

/** A page that is wanted, and how many records may be read for it where a filter skips most. */
type Part = PageRequest & Readonly<{ reach: number }>;

/** Most pages of the store that one request reads before it returns a cursor. */
const maxPasses = 5;

/** After this time no further page of the store is begun: the caller is told how far the search has come instead. */
const maxMs = 2_000;

/**
 * What is rare is searched for in larger and larger parts. With records of 600 bytes each, as most have, a request reads
 * up to 32,000 of them, 19 MB or 4,800 read units, from eight partitions.
 */
const reaches = [0, 1_000, 5_000] as const;

/** Fills a page from as many of the store's as needed, unless those are too many or the answer grows too large. */
export async function gatherDeliveries(
  { limit, after, clock }: PageRequest & Readonly<{ clock: Clock }>,
  read: (part: Part) => Promise<DeliveryPage>,
): Promise<DeliveryPage> {
  const found: Delivery[] = [];
  let next = after;
  let part = 0;
  const startedAt = clock.now().getTime();
  for (let passes = 0; passes < maxPasses && found.length < limit; passes += 1) {
    const wanted = limit - found.length;
    const page = await read({ limit: wanted, after: next, reach: Math.max(wanted, reaches[part] ?? 0) });
    if (page.deliveries.length < wanted / 2 && part < reaches.length - 1) part += 1;
    found.push(...page.deliveries);
    const fitting = fittingItems(found);
    if (fitting.length < found.length) return { deliveries: fitting, next: fitting.at(-1)?.id };
    next = page.next;
    if (next === undefined || clock.now().getTime() - startedAt >= maxMs) break;
  }
  return { deliveries: found, next };
}
