import { targetName } from '../../platform/domain/target.ts';
import type { Event } from '../domain/event.ts';
import { filteredContent, isSent } from '../domain/event-filter.ts';
import { matcherFor } from '../domain/event-pattern/match.ts';
import type { EventPattern } from '../domain/event-pattern/pattern.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import type { FanOutReport } from './fan-out-report.ts';
import type { ScorecardDirectory, SubscriberDirectory, SubscriberQuery, Subscribers, TriggeredRule } from './ports.ts';

export type TargetPorts = Readonly<{
  subscribers: SubscriberDirectory;
  scorecards: ScorecardDirectory;
  report: Pick<FanOutReport, 'filtersUndecided'>;
}>;

/** The targets of an event: subscribed webhooks, and rules whose scope its scorecard is in. */
export type Targets = Readonly<{
  webhookIds: readonly string[];
  ruleIds: readonly string[];
  /** Of the event's stored scorecard. */
  domain: string | undefined;
  /** The cursor of the next page. */
  next: string | undefined;
}>;

type SubscriberPage = Extract<Subscribers, { kind: 'page' }>;

/** The part of a page of subscribers whose filters the event matches. */
export type MatchedPage = Readonly<{
  webhookIds: readonly string[];
  rules: readonly Pick<TriggeredRule, 'ruleId' | 'group'>[];
  next: string | undefined;
}>;

/** The query for an event's subscribers. A result of Posthorn is sent only to those that name its type. */
export const subscriberQuery = ({ space, type, origin }: Event): SubscriberQuery => ({
  space,
  eventType: type,
  byName: origin !== undefined,
});

export const hasTargets = (page: MatchedPage | undefined): boolean =>
  page !== undefined && (page.webhookIds.length > 0 || page.rules.length > 0 || page.next !== undefined);

/** Applies the filters of a page of subscribers to an event. */
export function applyFilters(
  { report }: Pick<TargetPorts, 'report'>,
  event: Event,
  { webhooks, rules, next }: SubscriberPage,
): MatchedPage {
  const match = matcherFor(filteredContent(event));
  const undecided: string[] = [];
  const passesFilter = (target: string, filter: EventPattern | undefined): boolean => {
    const verdict = filter === undefined ? 'match' : match(filter);
    if (verdict === 'undecided') undecided.push(target);
    return isSent(verdict);
  };
  const page = {
    webhookIds: webhooks
      .filter(({ webhookId, filter }) => passesFilter(webhookId, filter))
      .map(({ webhookId }) => webhookId),
    rules: rules.filter(({ ruleId, filter }) => passesFilter(ruleId, filter)),
    next,
  };
  if (undecided.length > 0) report.filtersUndecided({ event, targets: undecided });
  return page;
}

/** Applies the scopes of rules: one read of scorecards for all events, and none if there are no rules. */
export async function applyScopes<One extends Readonly<{ event: Event; page: MatchedPage }>>(
  { scorecards }: Pick<TargetPorts, 'scorecards'>,
  matched: readonly One[],
): Promise<readonly (One & Readonly<{ targets: Targets }>)[]> {
  const refs = matched.map(({ event: { space, scorecard }, page: { rules } }) =>
    rules.length === 0 || scorecard?.id === undefined ? undefined : { space, scorecardId: scorecard.id },
  );
  const wanted = refs.filter((ref) => ref !== undefined);
  const known = wanted.length === 0 ? [] : await scorecards.find(wanted);
  const byRef = new Map(wanted.map((ref, index) => [ref, known[index]]));
  return matched.map((one, index) => {
    const ref = refs[index];
    return { ...one, targets: targetsOf(one.page, ref && byRef.get(ref)) };
  });
}

function targetsOf({ webhookIds, rules, next }: MatchedPage, scorecard: ScorecardFields | undefined): Targets {
  const groups: ReadonlySet<string> = new Set(scorecard?.groups);
  const inScope = rules.filter(({ group }) => group === undefined || groups.has(group));
  return { webhookIds, ruleIds: inScope.map(({ ruleId }) => ruleId), domain: scorecard?.domain, next };
}

/** The next page of an event's targets; undefined if the space was deleted meanwhile. */
export async function findNextTargets(
  ports: TargetPorts,
  { event, cursor }: Readonly<{ event: Event; cursor: string | undefined }>,
): Promise<Targets | undefined> {
  const [subscribers] = await ports.subscribers.find([{ ...subscriberQuery(event), cursor }]);
  if (subscribers?.kind === 'fault') throw subscribers.error;
  if (subscribers?.kind !== 'page') return undefined;
  const [found] = await applyScopes(ports, [{ event, page: applyFilters(ports, event, subscribers) }]);
  return found?.targets;
}

/** The names of targets in the event's record. */
export function targetNames({ webhookIds, ruleIds }: Targets): readonly string[] {
  return [...webhookIds, ...ruleIds.map((id) => targetName({ kind: 'rule', id }))];
}
