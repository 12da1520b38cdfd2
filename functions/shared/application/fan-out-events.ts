import { deliveryId } from '../domain/delivery-id.ts';
import type { Event } from '../domain/event.ts';
import { readEnvelope } from '../domain/event-envelope.ts';
import { filteredContent, isSent } from '../domain/event-filter.ts';
import { matcherFor } from '../domain/event-pattern/match.ts';
import type { EventPattern } from '../domain/event-pattern/pattern.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import { targetName } from '../domain/target.ts';
import { type EventDataServices, eventDataErrors } from './check-event-data.ts';
import type { FieldError } from './outcome.ts';
import type { Clock } from './ports/clock.ts';
import { type DeliveryMessage, type DeliveryQueue, maxInlineEventBytes } from './ports/delivery-queue.ts';
import type { EventStore } from './ports/event-store.ts';
import type { FanOutContinuation, FanOutQueue } from './ports/fan-out-queue.ts';
import type { ScorecardDirectory } from './ports/scorecard-directory.ts';
import type { SubscriberDirectory, Subscribers, TriggeredRule } from './ports/subscriber-directory.ts';
import { type Failed, type FaultReport, failedWrites, returnFailed } from './returned-messages.ts';

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
type HeardPage = Readonly<{
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
 * Turns batches of events into one message per delivery. Answers the ids of the messages that must come again, for a fault of
 * ours alone. Running a message twice is safe. What one event meets sends that one back.
 */
export async function fanOutEvents(ports: FanOutPorts, messages: readonly FanOutMessage[]): Promise<readonly string[]> {
  const returned = new Set<string>();
  const { valid, rejected } = readAll(messages);
  await returning(ports, { messageIds: ids(valid), returned }, async () => {
    const { routed, unroutable } = await route(ports, valid, returned);
    rejected.push(...unroutable);
    await sendPages(ports, { pages: await claim(ports, routed, returned), returned });
  });
  for (const message of messages) {
    if (message.kind !== 'continuation') continue;
    await returning(ports, { messageIds: [message.messageId], returned }, async () => {
      const page = await nextPage(ports, message);
      if (page) await sendPages(ports, { pages: [page], returned });
    });
  }
  await returning(ports, { messageIds: ids(rejected), returned }, () => reject(ports, rejected, returned));
  return [...returned];
}

type Returning = Readonly<{ messageIds: readonly string[]; returned: Set<string> }>;

/** Does work for messages; a fault of ours sends them back. Answers what the work came to, if it came to an end. */
async function returning<Value>(
  { report }: FanOutPorts,
  { messageIds, returned }: Returning,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    report.fault({ messageIds, error });
    for (const id of messageIds) returned.add(id);
    return undefined;
  }
}

const ids = (messages: readonly Readonly<{ messageId: string }>[]) => messages.map(({ messageId }) => messageId);

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

async function route(ports: FanOutPorts, batch: readonly Valid[], returned: Set<string>) {
  if (batch.length === 0) return { routed: [], unroutable: [] };
  const found = await ports.subscribers.find(batch.map(({ event }) => subscribersOf(event)));
  const fitting: (Valid & Readonly<{ page: HeardPage }>)[] = [];
  const unroutable: Rejected[] = [];
  for (const [index, message] of batch.entries()) {
    await returning(ports, { messageIds: [message.messageId], returned }, async () => {
      const checked = await check(ports, { message, found: found[index] ?? { kind: 'unknown_space' } });
      if (checked === undefined) return;
      if ('reason' in checked) unroutable.push(checked);
      else fitting.push(checked);
    });
  }
  const targets = await targetsOf(ports, fitting);
  const routed = fitting.map(
    ({ page, ...message }, index): Routed => ({ ...message, ...(targets[index] ?? to(page)) }),
  );
  return { routed, unroutable };
}

/** The event with those who hear of it, or why it cannot be routed; nothing for a result that nobody asked for. */
async function check(
  ports: FanOutPorts,
  { message, found }: Readonly<{ message: Valid; found: Subscribers }>,
): Promise<(Valid & Readonly<{ page: HeardPage }>) | Rejected | undefined> {
  if (found.kind === 'fault') throw found.error;
  const { event } = message;
  const page = found.kind === 'page' ? heardBy(ports, event, found) : undefined;
  if (event.origin !== undefined && !isHeard(page)) return undefined;
  if (page === undefined) return { ...message, reason: `unknown space: ${event.space}` };
  const faults = await eventDataErrors(ports, event);
  return faults.length === 0 ? { ...message, page } : { ...message, reason: misfit(faults) };
}

const subscribersOf = ({ space, type, origin }: Event) => ({ space, eventType: type, byName: origin !== undefined });

/** Whether anybody wants to hear; a result that nobody asked for leaves no trace. */
const isHeard = (page: HeardPage | undefined): boolean =>
  page !== undefined && (page.webhookIds.length > 0 || page.rules.length > 0 || page.next !== undefined);

function heardBy({ report }: FanOutPorts, event: Event, { webhooks, rules, next }: FoundPage): HeardPage {
  const match = matcherFor(filteredContent(event));
  const undecided: string[] = [];
  const isMeant = (target: string, filter: EventPattern | undefined): boolean => {
    const verdict = filter === undefined ? 'match' : match(filter);
    if (verdict === 'undecided') undecided.push(target);
    return isSent(verdict);
  };
  const page = {
    webhookIds: webhooks
      .filter(({ webhookId, filter }) => isMeant(webhookId, filter))
      .map(({ webhookId }) => webhookId),
    rules: rules.filter(({ ruleId, filter }) => isMeant(ruleId, filter)),
    next,
  };
  if (undecided.length > 0) report.filtersUndecided({ event, targets: undecided });
  return page;
}

/** Finds out which rules each event is in the scope of: one read for all, and only if there are rules to be asked of. */
async function targetsOf(
  { scorecards }: FanOutPorts,
  found: readonly Readonly<{ event: Event; page: HeardPage }>[],
): Promise<readonly Targets[]> {
  const refs = found.map(({ event: { space, scorecard }, page: { rules } }) =>
    rules.length === 0 || scorecard?.id === undefined ? undefined : { space, scorecardId: scorecard.id },
  );
  const wanted = refs.filter((ref) => ref !== undefined);
  const known = wanted.length === 0 ? [] : await scorecards.find(wanted);
  const byRef = new Map(wanted.map((ref, index) => [ref, known[index]]));
  return found.map(({ page }, index) => {
    const ref = refs[index];
    return to(page, ref && byRef.get(ref));
  });
}

function to({ webhookIds, rules, next }: HeardPage, scorecard?: ScorecardFields): Targets {
  const groups: ReadonlySet<string> = new Set(scorecard?.groups);
  const inScope = rules.filter(({ group }) => group === undefined || groups.has(group));
  return { webhookIds, ruleIds: inScope.map(({ ruleId }) => ruleId), domain: scorecard?.domain, next };
}

/** As the event's record names them. */
function namesOf({ webhookIds, ruleIds }: Targets): readonly string[] {
  return [...webhookIds, ...ruleIds.map((id) => targetName({ kind: 'rule', id }))];
}

const misfit = (faults: readonly FieldError[]): string => {
  const places = faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return `does not match the schema of its event type: ${places}`.slice(0, maxReasonLength);
};

/** Stores the events before anything is sent, so that whoever reads a delivery finds its event. */
async function claim(
  { events, clock, report }: FanOutPorts,
  routed: readonly Routed[],
  returned: Set<string>,
): Promise<readonly Page[]> {
  if (routed.length === 0) return [];
  const receivedAt = clock.now().toISOString();
  const outcomes = await events.claim(
    routed.map((message) => {
      const { event, envelopeId } = message;
      return { event, envelopeId, receivedAt, targets: namesOf(message) };
    }),
  );
  for (const id of returnFailed(report, failedWrites(routed, outcomes))) returned.add(id);
  return routed.flatMap((message, index) => {
    const outcome = outcomes[index];
    if (outcome === 'duplicate') report.duplicate(message.event);
    if (outcome !== 'claimed' && outcome !== 'resumed') return [];
    return [{ ...message, number: 0, repeated: outcome === 'resumed' }];
  });
}

type Sending = Readonly<{ pages: readonly Page[]; returned: Set<string> }>;

/** Sends the pages, all events' deliveries together, and goes on with the events that have more. */
async function sendPages(ports: FanOutPorts, { pages, returned }: Sending): Promise<void> {
  const startedAt = ports.clock.now().getTime();
  let open = pages;
  while (open.length > 0) {
    const sending = open.map((page) => ({ page, messages: deliveryMessages(page) }));
    const refused = await ports.deliveries.send(sending.flatMap(({ messages }) => messages));
    const failed: Failed[] = [];
    const fannedOut: FanOutFact[] = [];
    for (const { page, messages } of sending) {
      const [fault] = messages.flatMap(({ deliveryId: id }) => refused.get(id) ?? []);
      if (fault) failed.push({ messageId: page.messageId, error: fault });
      else fannedOut.push({ event: page.event, deliveries: messages.length });
    }
    if (fannedOut.length > 0) ports.report.fannedOut(fannedOut);
    for (const id of returnFailed(ports.report, failed)) returned.add(id);
    const unfinished = open.filter((page) => page.next !== undefined && !returned.has(page.messageId));
    const isLate = ports.clock.now().getTime() - startedAt > pagingBudgetMs;
    const followed = await Promise.all(
      unfinished.map((page) =>
        returning(ports, { messageIds: [page.messageId], returned }, () =>
          isLate ? continueLater(ports, page) : follow(ports, page),
        ),
      ),
    );
    open = followed.filter((page) => page !== undefined);
  }
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
async function follow(ports: FanOutPorts, page: Page): Promise<Page> {
  const { event, next, number } = page;
  const [answer] = await ports.subscribers.find([{ ...subscribersOf(event), cursor: next }]);
  if (answer?.kind === 'fault') throw answer.error;
  const [targets] =
    answer?.kind === 'page' ? await targetsOf(ports, [{ event, page: heardBy(ports, event, answer) }]) : [];
  if (targets === undefined) return { ...page, webhookIds: [], ruleIds: [], next: undefined };
  await ports.events.addTargets({ ...refOf(page), page: number + 1, targets: namesOf(targets) });
  return { ...page, ...targets, number: number + 1 };
}

async function nextPage(ports: FanOutPorts, message: Extract<FanOutMessage, { kind: 'continuation' }>) {
  const { cursor, page, ...ref } = message.continuation;
  const stored = await ports.events.find(ref);
  // The space, or the event's retention, ended meanwhile: there is nothing left to send.
  if (!stored) return undefined;
  return follow(ports, {
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

async function reject({ queue, report }: FanOutPorts, rejected: readonly Rejected[], returned: Set<string>) {
  if (rejected.length === 0) return;
  const outcomes = await queue.reject(rejected.map(({ body, reason }) => ({ body, reason })));
  const failed = failedWrites(rejected, outcomes);
  for (const id of returnFailed(report, failed)) returned.add(id);
  for (const { reason, messageId } of rejected) {
    if (!returned.has(messageId)) report.rejected({ reason });
  }
}
