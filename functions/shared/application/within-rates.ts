import type { Lane } from '../domain/lane.ts';
import { rateOf } from '../domain/slowness.ts';
import type { Clock } from './ports/clock.ts';
import type { RateLimiter } from './ports/rate-limiter.ts';
import type { Prepared } from './prepare-attempt.ts';

export type RatePorts = Readonly<{
  clock: Clock;
  rates: RateLimiter;
  report: Readonly<{ fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void }>;
}>;

type Rated = Readonly<{ prepared: readonly Prepared[]; lanes: ReadonlyMap<string, Lane>; returned: Set<string> }>;

/** Messages that neither a rate limit nor the share of a slow webhook forbids. Those that wait already go first, so new ones queue up behind them. */
export async function withinRates(
  ports: RatePorts,
  { prepared, lanes, returned }: Rated,
): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  const groups = Map.groupBy(prepared, ({ delivery }) => delivery.webhookId);
  await Promise.all(
    [...groups].map(async ([webhookId, items]) => {
      const lane = lanes.get(webhookId);
      const limit = items[0]?.webhook?.rateLimit?.perSecond;
      const perSecond = rateOf(limit, lane?.slowness, ports.clock.now().getTime());
      const isBehind = perSecond !== undefined && lane?.rateBacklog === true;
      const queue = items.filter(({ lease }) => lease !== undefined || !isBehind);
      try {
        const wanted = queue.length;
        const granted =
          perSecond === undefined || wanted === 0
            ? wanted
            : await ports.rates.take({ webhookId, perSecond, wanted, now: ports.clock.now() });
        for (const { messageId } of queue.slice(0, granted)) allowed.add(messageId);
      } catch (error) {
        const messageIds = items.map(({ messageId }) => messageId);
        ports.report.fault({ messageIds, error });
        for (const id of messageIds) returned.add(id);
      }
    }),
  );
  return allowed;
}
