import type {
  ShardCounts,
  StatisticsQuery,
  StatisticsStore,
} from '../../../functions/shared/statistics/application/ports.ts';
import { type Counters, intervalStart } from '../../../functions/shared/statistics/domain/statistics.ts';
import {
  countersOn,
  countOnPage,
  emptyPage,
  pageOf,
  type StatisticsPage,
} from '../../../functions/shared/statistics/domain/statistics-page.ts';

export class InMemoryStatisticsStore implements StatisticsStore {
  readonly #pages = new Map<string, StatisticsPage>();

  async count({ shard, counts }: ShardCounts): Promise<void> {
    const placed = counts.flatMap((count) =>
      [pageOf(count.webhookId), pageOf(undefined)].map((name) => ({ name, key: keyOf({ ...count, name }), count })),
    );
    for (const [key, own] of Map.groupBy(placed, (each) => each.key)) {
      const page = this.#pages.get(key) ?? emptyPage;
      const name = own[0]?.name ?? '';
      const after = countOnPage(page, { name, shard, counts: own.map(({ count }) => count) });
      if (after !== undefined) this.#pages.set(key, after);
    }
  }

  async hours({ space, webhookId, from, until }: StatisticsQuery): Promise<ReadonlyMap<string, Counters>> {
    const found = new Map<string, Counters>();
    for (let time = intervalStart(from, 'hour'); time < until; time += 60 * 60 * 1000) {
      const hour = new Date(time).toISOString();
      const page = this.#pages.get(keyOf({ space, hour, name: pageOf(webhookId) }));
      if (page !== undefined) found.set(hour, countersOn(page, webhookId));
    }
    return found;
  }
}

const keyOf = ({ space, hour, name }: Readonly<{ space: string; hour: string; name: string }>) =>
  JSON.stringify([space, name, hour]);
