import type { Delivery, LanePlace, LaneQueue } from '../domain/delivery.ts';
import { type LaneNews, tellingHolds } from '../domain/lane.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import type { Clock } from './ports/clock.ts';

export type SettlePorts = Readonly<{ clock: Clock; keeper: LaneKeeper }>;

/** What a batch made of one delivery, before it is recorded. */
export type Settling = Readonly<{
  messageId: string;
  before: Delivery;
  after: Delivery;
  /** Absent when nothing was attempted. */
  verdict?: Verdict | undefined;
  /** It was parked because the webhook's rate limit was used up. */
  rateLimited?: boolean | undefined;
}>;

/**
 * Tells the lanes, then records. In this order, so that a crash in between leaves an idle lane instead of a
 * delivery without one; and again afterwards if the recording took so long that a lane might have closed over it.
 * Answers what `record` answers.
 */
export async function settle<Item extends Settling, Outcome>(
  ports: SettlePorts,
  settlings: readonly Item[],
  record: (settlings: readonly Item[]) => Promise<Outcome>,
): Promise<Outcome> {
  const news = laneNews(settlings);
  const toldAt = ports.clock.now().getTime();
  await Promise.all(news.map((each) => (each.parks ? ports.keeper.tell(each.news) : ports.keeper.teach(each.news))));
  const outcome = await record(settlings);
  if (ports.clock.now().getTime() - toldAt > tellingHolds) {
    await Promise.all(
      news.flatMap(({ parks, news: { outcomes: _known, ...again } }) => (parks ? [ports.keeper.tell(again)] : [])),
    );
  }
  return outcome;
}

/** What one webhook's lane has to know of one delivery. */
type Fact = Readonly<{ webhookId: string; space: string; place?: LanePlace | undefined }> &
  Pick<Settling, 'verdict' | 'rateLimited'>;

/** A rule's step that succeeds is news to the webhook that answered and, as it waits there now, to the next step's. */
function factsOf({ before, after, ...facts }: Settling): readonly Fact[] {
  const { space, webhookId, place } = after;
  if (before.webhookId === webhookId) return [{ webhookId, space, place, ...facts }];
  return [
    { webhookId: before.webhookId, space, ...facts },
    { webhookId, space, place },
  ];
}

/** One piece of news for each webhook of a batch. */
function laneNews(settlings: readonly Settling[]): { parks: boolean; news: LaneNews }[] {
  const byWebhook = Map.groupBy(settlings.flatMap(factsOf), ({ webhookId }) => webhookId);
  return [...byWebhook].map(([webhookId, group]) => {
    const earliest = (queue: LaneQueue) => {
      const times = group.flatMap(({ place }) => (place?.queue === queue ? [Date.parse(place.dueAt)] : []));
      return times.length > 0 ? Math.min(...times) : undefined;
    };
    const verdicts = group.flatMap(({ verdict }) => verdict ?? []);
    return {
      parks: group.some(({ place }) => place !== undefined),
      news: {
        webhookId,
        space: group[0]?.space ?? '',
        dueAt: earliest('scheduled'),
        leasedUntil: earliest('leased'),
        outcomes: { failures: verdicts.filter(isOutage).length, succeeded: verdicts.some(isAnswer) },
        rateLimited: group.some(({ rateLimited }) => rateLimited),
      },
    };
  });
}

/** A failure that another attempt might mend: it counts against the endpoint. */
function isOutage(verdict: Verdict): boolean {
  return verdict.outcome === 'failed' && (verdict.retry.kind === 'on_schedule' || verdict.retry.kind === 'not_before');
}

/** The endpoint accepted, even if what it said broke the contract. */
function isAnswer(verdict: Verdict): boolean {
  if (verdict.outcome === 'succeeded') return true;
  return verdict.failure === 'response_contract' || verdict.failure === 'response_too_large';
}
