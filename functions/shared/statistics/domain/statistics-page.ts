import { partitionOf } from '../../platform/domain/partition.ts';
import { addCounters, type Count, type Counters, noCounters } from './statistics.ts';

/**
 * Counters of one space and hour that are written together, and the position up to which each shard of the table's
 * stream is counted in them. Counters and positions change in one write.
 */
export type StatisticsPage = Readonly<{
  counters: Readonly<Record<string, Counters>>;
  /** The sequence number of the last change that was counted, by shard. */
  countedTo: Readonly<Record<string, string>>;
}>;

/** A count with the position in its shard of the change that it comes from. */
export type SequencedCount = Count & Readonly<{ sequence: string }>;

export const emptyPage: StatisticsPage = { counters: {}, countedTo: {} };

/** Under this name a page counts all webhooks of the space together. */
const all = 'all';

/** Pages of a space's webhooks in an hour: more make each write dearer, fewer make a read longer. */
const pagesOfSpace = 16;

/**
 * Most webhooks on a page. With attempts of every duration they take nearly an item's 400 KB (DynamoDB quota): an item
 * beyond it would be refused permanently, and so would the changes of others in its shard. Beyond some 15,000 webhooks
 * of one space in one hour, only the space's counters count.
 */
const maxWebhooks = 1_000;

const slotName = (slot: number): string => String(slot).padStart(2, '0');

/** The page that holds a webhook's counters, or those of its space as a whole. */
export function pageOf(webhookId: string | undefined): string {
  return webhookId === undefined ? all : slotName(partitionOf(webhookId, pagesOfSpace));
}

export function countersOn({ counters }: StatisticsPage, webhookId: string | undefined): Counters {
  return counters[webhookId ?? all] ?? noCounters;
}

/** The page without a webhook's counters; undefined if it has none. */
export function withoutWebhook(page: StatisticsPage, webhookId: string): StatisticsPage | undefined {
  if (!(webhookId in page.counters)) return undefined;
  const { [webhookId]: _gone, ...counters } = page.counters;
  return { ...page, counters };
}

/** Counts of one shard that belong on one page, in the order of the stream. */
export type PageCounts = Readonly<{ name: string; shard: string; counts: readonly SequencedCount[] }>;

/**
 * Adds what the page has not counted yet; returns undefined if it has all. A shard's changes arrive in order the first
 * time, and some may be repeated later (Lambda developer guide, DynamoDB streams): a change that is not beyond the last
 * one counted is a repetition.
 */
export function countOnPage(page: StatisticsPage, { name, shard, counts }: PageCounts): StatisticsPage | undefined {
  const countedTo = BigInt(page.countedTo[shard] ?? -1);
  const fresh = counts.filter(({ sequence }) => BigInt(sequence) > countedTo);
  const last = fresh.at(-1);
  if (last === undefined) return undefined;
  const counters: Record<string, Counters> = { ...page.counters };
  let room = maxWebhooks - Object.keys(counters).length;
  for (const { webhookId, counters: added } of fresh) {
    const key = name === all ? all : webhookId;
    const sum = counters[key];
    if (sum === undefined && room <= 0) continue;
    if (sum === undefined) room -= 1;
    counters[key] = addCounters(sum ?? noCounters, added);
  }
  return { counters, countedTo: { ...page.countedTo, [shard]: last.sequence } };
}
