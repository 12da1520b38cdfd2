import type { FieldError } from '../../platform/application/outcome.ts';
import type { Clock } from '../../platform/application/ports.ts';
import {
  eachMessage,
  type FaultReport,
  failedWrites,
  mergeProcessed,
  type Processed,
  processMessage,
  returnAll,
  returnFailed,
} from '../../platform/application/returned-messages.ts';
import { targetName } from '../../platform/domain/target.ts';
import { deliveryId } from '../domain/delivery-id.ts';
import type { Event } from '../domain/event.ts';
import { readEnvelope } from '../domain/event-envelope.ts';
import { filteredContent, isSent } from '../domain/event-filter.ts';
import { matcherFor } from '../domain/event-pattern/match.ts';
import type { EventPattern } from '../domain/event-pattern/pattern.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import { type EventDataServices, eventDataErrors } from './check-event-data.ts';
import type {
  EventStore,
  FanOutContinuation,
  FanOutQueue,
  ScorecardDirectory,
  SubscriberDirectory,
  Subscribers,
  TriggeredRule,
} from './ports.ts';
import { type DeliveryMessage, type DeliveryQueue, maxInlineEventBytes } from './ports.ts';

/** One message of the events queue: an event as the bus sent it, or the rest of a fan-out too big for one go. */
export type FanOutMessage =
  | Readonly<{ kind: 'event'; messageId: string; body: string }>
  | Readonly<{ kind: 'continuation'; messageId: string; continuation: FanOutContinuation }>;

type FanOutFact = Readonly<{ event: Event; deliveries: number }>;

/** The facts of a fan-out that operators see. */
export interface FanOutReport extends FaultReport {
  rejected(fact: Readonly<{ reason: string }>): void;
  duplicate(event: Event): void;
  /** Of several at once, as their deliveries are sent. */
  fannedOut(facts: readonly FanOutFact[]): void;
  /** These targets' filters could not be decided in bounded time, so that the event is sent to them. */
  filtersUndecided(fact: Readonly<{ event: Event; targets: readonly string[] }>): void;
}

export type FanOutPorts = EventDataServices &
  Readonly<{
    clock: Clock;
    subscribers: SubscriberDirectory;
    scorecards: ScorecardDirectory;
    events: EventStore;
    deliveries: DeliveryQueue;
    queue: FanOutQueue;
    report: FanOutReport;
  }>;

type Rejected = Readonly<{ messageId: string; body: string; reason: string }>;
type Valid = Readonly<{ messageId: string; body: string; envelopeId: string; event: Event }>;
/** Whom an event goes to: those who subscribed, and the rules whose scope its scorecard is in. */
type Targets = Readonly<{
  webhookIds: readonly string[];
  ruleIds: readonly string[];
  /** Of the event's scorecard, as it is kept. */
  domain: string | undefined;
  next: string | undefined;
}>;
type Routed = Valid & Targets;
type FoundPage = Extract<Subscribers, { kind: 'page' }>;
/** Those of a page whose filters an event matches. */
type MatchedPage = Readonly<{
  webhookIds: readonly string[];
  rules: readonly Pick<TriggeredRule, 'ruleId' | 'group'>[];
  next: string | undefined;
}>;

/** One page of an event's subscribers, ready to be sent. */
type Page = Targets &
  Readonly<{
    messageId: string;
    event: Event;
    envelopeId: string;
    number: number;
    repeated: boolean;
  }>;

/** A reason travels as a message attribute, which counts towards the message's size; a longer one is not read. */
const maxReasonLength = 1_000;
/** A large fan-out goes on in a new message after this time, well inside the function's timeout. */
const pagingBudgetMs = 20_000;

/**
 * Turns batches of events into one message per delivery: read, route, claim, send. Answers the ids of the messages that must
 * come again, for a fault of ours alone. Running a message twice is safe. What one event meets sends that one back.
 */
export async function fanOutEvents(ports: FanOutPorts, messages: readonly FanOutMessage[]): Promise<readonly string[]> {
  const { valid, rejected: unreadable } = readAll(messages);
  const { routed, unroutable, returned: unrouted } = await route(ports, valid);
  const claimed = await claim(ports, routed);
  const returned = [...unrouted, ...claimed.returned, ...(await sendPages(ports, claimed.results))];
  for (const message of messages) {
    if (message.kind === 'continuation') returned.push(...(await continueFanOut(ports, message)));
  }
  return [...returned, ...(await reject(ports, [...unreadable, ...unroutable]))];
}

function readAll(messages: readonly FanOutMessage[]) {
  const valid: Valid[] = [];
  const rejected: Rejected[] = [];
  for (const message of messages) {
    if (message.kind !== 'event') continue;
    const { messageId, body } = message;
    const incoming = readEnvelope(body);
    switch (incoming.kind) {
      case 'event':
        valid.push({ messageId, body, ...incoming });
        break;
      case 'rejected':
        rejected.push({ messageId, body, reason: incoming.reason });
        break;
      case 'ignored':
        break;
    }
  }
  return { valid, rejected };
}

type Routing = Readonly<{
  routed: readonly Routed[];
  unroutable: readonly Rejected[];
  returned: readonly string[];
}>;

async function route(ports: FanOutPorts, batch: readonly Valid[]): Promise<Routing> {
  if (batch.length === 0) return { routed: [], unroutable: [], returned: [] };
  try {
    const found = await ports.subscribers.find(batch.map(({ event }) => subscribersOf(event)));
    const checks: Processed<Checked>[] = [];
    // One after the other: the next event may need the schema that was just read.
    for (const [index, message] of batch.entries()) {
      const subscribers = found[index] ?? { kind: 'unknown_space' };
      checks.push(await processMessage(ports.report, message, () => check(ports, { message, found: subscribers })));
    }
    const { results, returned } = mergeProcessed(checks);
    const fitting = results.filter((checked) => checked.kind === 'fits');
    const targets = await targetsOf(ports, fitting);
    return {
      routed: fitting.map(({ message, page }, index) => ({ ...message, ...(targets[index] ?? targetsIn(page)) })),
      unroutable: results.flatMap((checked) => (checked.kind === 'rejected' ? [checked.rejected] : [])),
      returned,
    };
  } catch (error) {
    return { routed: [], unroutable: [], returned: returnAll(ports.report, batch, error) };
  }
}

/** `unasked`: a result that nobody subscribed to; it leaves no trace. */
type Checked =
  | Readonly<{ kind: 'fits'; message: Valid; event: Event; page: MatchedPage }>
  | Readonly<{ kind: 'rejected'; rejected: Rejected }>
  | Readonly<{ kind: 'unasked' }>;

/** Whether the event can be routed, and to whom. */
async function check(
  ports: FanOutPorts,
  { message, found }: Readonly<{ message: Valid; found: Subscribers }>,
): Promise<Checked> {
  if (found.kind === 'fault') throw found.error;
  const { event } = message;
  const page = found.kind === 'page' ? matchedBy(ports, event, found) : undefined;
  if (event.origin !== undefined && !hasTargets(page)) return { kind: 'unasked' };
  if (page === undefined) return rejectedFor(message, `unknown space: ${event.space}`);
  const errors = await eventDataErrors(ports, event);
  return errors.length === 0 ? { kind: 'fits', message, event, page } : rejectedFor(message, schemaMismatch(errors));
}

function rejectedFor({ messageId, body }: Valid, reason: string): Checked {
  return { kind: 'rejected', rejected: { messageId, body, reason } };
}

const subscribersOf = ({ space, type, origin }: Event) => ({ space, eventType: type, byName: origin !== undefined });

const hasTargets = (page: MatchedPage | undefined): boolean =>
  page !== undefined && (page.webhookIds.length > 0 || page.rules.length > 0 || page.next !== undefined);

function matchedBy({ report }: FanOutPorts, event: Event, { webhooks, rules, next }: FoundPage): MatchedPage {
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

/** Finds out which rules each event is in the scope of: one read for all, and only if there are rules to be asked of. */
async function targetsOf(
  { scorecards }: FanOutPorts,
  found: readonly Readonly<{ event: Event; page: MatchedPage }>[],
): Promise<readonly Targets[]> {
  const refs = found.map(({ event: { space, scorecard }, page: { rules } }) =>
    rules.length === 0 || scorecard?.id === undefined ? undefined : { space, scorecardId: scorecard.id },
  );
  const wanted = refs.filter((ref) => ref !== undefined);
  const known = wanted.length === 0 ? [] : await scorecards.find(wanted);
  const byRef = new Map(wanted.map((ref, index) => [ref, known[index]]));
  return found.map(({ page }, index) => {
    const ref = refs[index];
    return targetsIn(page, ref && byRef.get(ref));
  });
}

function targetsIn({ webhookIds, rules, next }: MatchedPage, scorecard?: ScorecardFields): Targets {
  const groups: ReadonlySet<string> = new Set(scorecard?.groups);
  const inScope = rules.filter(({ group }) => group === undefined || groups.has(group));
  return { webhookIds, ruleIds: inScope.map(({ ruleId }) => ruleId), domain: scorecard?.domain, next };
}

/** As the event's record names them. */
function namesOf({ webhookIds, ruleIds }: Targets): readonly string[] {
  return [...webhookIds, ...ruleIds.map((id) => targetName({ kind: 'rule', id }))];
}

const schemaMismatch = (errors: readonly FieldError[]): string => {
  const places = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return `does not match the schema of its event type: ${places}`.slice(0, maxReasonLength);
};

/** Stores the events before anything is sent, so that whoever reads a delivery finds its event. */
async function claim({ events, clock, report }: FanOutPorts, routed: readonly Routed[]): Promise<Processed<Page>> {
  if (routed.length === 0) return { results: [], returned: [] };
  const receivedAt = clock.now().toISOString();
  try {
    const outcomes = await events.claim(
      routed.map((message) => {
        const { event, envelopeId } = message;
        return { event, envelopeId, receivedAt, targets: namesOf(message) };
      }),
    );
    const results = routed.flatMap((message, index) => {
      const outcome = outcomes[index];
      if (outcome === 'duplicate') report.duplicate(message.event);
      if (outcome !== 'claimed' && outcome !== 'resumed') return [];
      return [{ ...message, number: 0, repeated: outcome === 'resumed' }];
    });
    return { results, returned: returnFailed(report, failedWrites(routed, outcomes)) };
  } catch (error) {
    return { results: [], returned: returnAll(report, routed, error) };
  }
}

/** Sends the pages, all events' deliveries together, and goes on with the events that have more. */
async function sendPages(ports: FanOutPorts, pages: readonly Page[]): Promise<readonly string[]> {
  const startedAt = ports.clock.now().getTime();
  const returned: string[] = [];
  let open = pages;
  try {
    while (open.length > 0) {
      const sent = await sendOnce(ports, open);
      const unfinished = sent.results.filter(({ next }) => next !== undefined);
      const isLate = ports.clock.now().getTime() - startedAt > pagingBudgetMs;
      const followed = await eachMessage(ports.report, unfinished, (page) =>
        isLate ? continueLater(ports, page) : fetchNextPage(ports, page),
      );
      returned.push(...sent.returned, ...followed.returned);
      open = followed.results.filter((page) => page !== undefined);
    }
    return returned;
  } catch (error) {
    return returnAll(ports.report, pages, error);
  }
}

/** Sends one page of each event; answers the pages that are in the queue. */
async function sendOnce({ deliveries, report }: FanOutPorts, pages: readonly Page[]): Promise<Processed<Page>> {
  const sending = pages.map((page) => ({ page, messages: deliveryMessages(page) }));
  const refused = await deliveries.send(sending.flatMap(({ messages }) => messages));
  const isRefused = ({ deliveryId }: DeliveryMessage) => refused.has(deliveryId);
  const sent = sending.filter(({ messages }) => !messages.some(isRefused));
  const failed = sending.flatMap(({ page: { messageId }, messages }) => {
    const [error] = messages.flatMap(({ deliveryId }) => refused.get(deliveryId) ?? []);
    return error ? [{ messageId, error }] : [];
  });
  if (sent.length > 0) {
    report.fannedOut(sent.map(({ page, messages }) => ({ event: page.event, deliveries: messages.length })));
  }
  return { results: sent.map(({ page }) => page), returned: returnFailed(report, failed) };
}

function deliveryMessages({ event, envelopeId, webhookIds, ruleIds, domain, repeated }: Page): DeliveryMessage[] {
  const inline = Buffer.byteLength(JSON.stringify(event)) <= maxInlineEventBytes;
  const fields = (targetId: string) => ({
    deliveryId: deliveryId({ envelopeId, targetId, time: new Date(event.time) }),
    space: event.space,
    eventId: event.id,
    envelopeId,
    eventType: event.type,
    repeated,
    ...(inline && { event }),
  });
  return [
    ...webhookIds.map((webhookId) => ({ ...fields(webhookId), webhookId })),
    ...ruleIds.map((id) => ({ ...fields(id), rule: { id, ...(domain !== undefined && { domain }) } })),
  ];
}

async function continueLater({ queue }: FanOutPorts, page: Page): Promise<undefined> {
  const { next, number } = page;
  if (next) await queue.continueLater({ ...refOf(page), cursor: next, page: number + 1 });
}

const refOf = ({ event, envelopeId }: Page) => ({ space: event.space, eventId: event.id, envelopeId });

/** The page after the given one, recorded with the event so that its deliveries can be listed. */
async function fetchNextPage(ports: FanOutPorts, page: Page): Promise<Page> {
  const { event, next, number } = page;
  const [answer] = await ports.subscribers.find([{ ...subscribersOf(event), cursor: next }]);
  if (answer?.kind === 'fault') throw answer.error;
  const [targets] =
    answer?.kind === 'page' ? await targetsOf(ports, [{ event, page: matchedBy(ports, event, answer) }]) : [];
  if (targets === undefined) return { ...page, webhookIds: [], ruleIds: [], next: undefined };
  await ports.events.addTargets({ ...refOf(page), page: number + 1, targets: namesOf(targets) });
  return { ...page, ...targets, number: number + 1 };
}

type Continuation = Extract<FanOutMessage, { kind: 'continuation' }>;

/** Goes on with a fan-out that was too big for one go. */
async function continueFanOut(ports: FanOutPorts, message: Continuation): Promise<readonly string[]> {
  const { results, returned } = await processMessage(ports.report, message, () => resumePage(ports, message));
  return [
    ...returned,
    ...(await sendPages(
      ports,
      results.filter((page) => page !== undefined),
    )),
  ];
}

async function resumePage(ports: FanOutPorts, message: Continuation): Promise<Page | undefined> {
  const { cursor, page, ...ref } = message.continuation;
  const stored = await ports.events.find(ref);
  // The space, or the event's retention, ended meanwhile: there is nothing left to send.
  if (!stored) return undefined;
  return fetchNextPage(ports, {
    messageId: message.messageId,
    event: stored.event,
    envelopeId: stored.envelopeId,
    webhookIds: [],
    ruleIds: [],
    domain: undefined,
    next: cursor,
    number: page - 1,
    repeated: true,
  });
}

async function reject({ queue, report }: FanOutPorts, rejected: readonly Rejected[]): Promise<readonly string[]> {
  if (rejected.length === 0) return [];
  try {
    const outcomes = await queue.reject(rejected.map(({ body, reason }) => ({ body, reason })));
    const returned = returnFailed(report, failedWrites(rejected, outcomes));
    for (const { reason } of rejected.filter(({ messageId }) => !returned.includes(messageId))) {
      report.rejected({ reason });
    }
    return returned;
  } catch (error) {
    return returnAll(report, rejected, error);
  }
}
