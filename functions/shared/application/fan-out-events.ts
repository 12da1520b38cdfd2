import { deliveryId } from '../domain/delivery-id.ts';
import type { Event } from '../domain/event.ts';
import { readEnvelope } from '../domain/event-envelope.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import { targetName } from '../domain/target.ts';
import { type EventDataServices, eventDataFaults } from './check-event-data.ts';
import type { FieldError } from './outcome.ts';
import type { Clock } from './ports/clock.ts';
import { type DeliveryMessage, type DeliveryQueue, maxInlineEventBytes } from './ports/delivery-queue.ts';
import type { EventStore } from './ports/event-store.ts';
import type { FanOutContinuation, FanOutQueue } from './ports/fan-out-queue.ts';
import type { ScorecardDirectory } from './ports/scorecard-directory.ts';
import type { SubscriberDirectory, Subscribers } from './ports/subscriber-directory.ts';
import { type FailedWrite, reportWriteFaults } from './report-write-faults.ts';

/** One message of the events queue: an event as the bus sent it, or the rest of a fan-out too big for one go. */
export type FanOutMessage =
  | Readonly<{ kind: 'event'; messageId: string; body: string; receiveCount: number }>
  | Readonly<{ kind: 'continuation'; messageId: string; continuation: FanOutContinuation }>;

/** The facts of a fan-out that operators see. */
export interface FanOutReport {
  rejected(fact: Readonly<{ reason: string }>): void;
  duplicate(event: Event): void;
  fannedOut(fact: Readonly<{ event: Event; deliveries: number }>): void;
  /** A fault of ours: the message goes back to its queue. */
  fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void;
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

/** Turns batches of events into one message per delivery. */
export interface FanOut {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. Running a message twice is safe. */
  run(messages: readonly FanOutMessage[]): Promise<readonly string[]>;
}

type Rejected = Readonly<{ messageId: string; body: string; reason: string }>;
type Valid = Readonly<{ messageId: string; body: string; envelopeId: string; event: Event; receiveCount: number }>;
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

export function fanOut(ports: FanOutPorts): FanOut {
  return {
    async run(messages) {
      const returned = new Set<string>();
      const returning = async (messageIds: readonly string[], work: () => Promise<void>) => {
        try {
          await work();
        } catch (error) {
          ports.report.fault({ messageIds, error });
          for (const id of messageIds) returned.add(id);
        }
      };
      const { valid, rejected } = readAll(messages);
      await returning(ids(valid), async () => {
        const { routed, unroutable } = await route(ports, valid);
        rejected.push(...unroutable);
        const pages = await claim(ports, routed);
        for (const id of await sendPages(ports, pages)) returned.add(id);
      });
      for (const message of messages) {
        if (message.kind !== 'continuation') continue;
        await returning([message.messageId], async () => {
          const page = await nextPage(ports, message);
          if (page) for (const id of await sendPages(ports, [page])) returned.add(id);
        });
      }
      await returning(ids(rejected), () => reject(ports, rejected));
      return [...returned];
    },
  };
}

const ids = (messages: readonly Readonly<{ messageId: string }>[]) => messages.map(({ messageId }) => messageId);

function readAll(messages: readonly FanOutMessage[]) {
  const valid: Valid[] = [];
  const rejected: Rejected[] = [];
  for (const message of messages) {
    if (message.kind !== 'event') continue;
    const { messageId, body, receiveCount } = message;
    const incoming = readEnvelope(body);
    switch (incoming.kind) {
      case 'event':
        valid.push({ messageId, body, receiveCount, ...incoming });
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

async function route(ports: FanOutPorts, valid: readonly Valid[]) {
  if (valid.length === 0) return { routed: [], unroutable: [] };
  const found = await ports.subscribers.find(valid.map(({ event }) => subscribersOf(event)));
  const fitting: (Valid & Readonly<{ page: FoundPage }>)[] = [];
  const unroutable: Rejected[] = [];
  for (const [index, message] of valid.entries()) {
    const answer: Subscribers = found[index] ?? { kind: 'unknown_space' };
    if (message.event.origin !== undefined && !isHeard(answer)) continue;
    if (answer.kind !== 'page') {
      unroutable.push({ ...message, reason: `unknown space: ${message.event.space}` });
      continue;
    }
    const faults = await eventDataFaults(ports, message.event);
    if (faults.length === 0) fitting.push({ ...message, page: answer });
    else unroutable.push({ ...message, reason: misfit(faults) });
  }
  const targets = await targetsOf(ports, fitting);
  const routed = fitting.map(
    ({ page, ...message }, index): Routed => ({ ...message, ...(targets[index] ?? to(page)) }),
  );
  return { routed, unroutable };
}

const subscribersOf = ({ space, type, origin }: Event) => ({ space, eventType: type, byName: origin !== undefined });

/** Whether anybody wants to hear; a result that nobody asked for leaves no trace. */
const isHeard = (found: Subscribers): boolean =>
  found.kind === 'page' && (found.webhookIds.length > 0 || found.rules.length > 0 || found.next !== undefined);

/** Finds out which rules each event is in the scope of: one read for all, and only if there are rules to be asked of. */
async function targetsOf(
  { scorecards }: FanOutPorts,
  found: readonly Readonly<{ event: Event; page: FoundPage }>[],
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

function to({ webhookIds, rules, next }: FoundPage, scorecard?: ScorecardFields): Targets {
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
  return `does not fit the schema of its event type: ${places}`.slice(0, maxReasonLength);
};

/** Stores the events before anything is sent, so that whoever reads a delivery finds its event. */
async function claim({ events, clock, report }: FanOutPorts, routed: readonly Routed[]): Promise<Page[]> {
  if (routed.length === 0) return [];
  const receivedAt = clock.now().toISOString();
  const outcomes = await events.claim(
    routed.map((message) => {
      const { event, envelopeId } = message;
      return { event, envelopeId, receivedAt, targets: namesOf(message) };
    }),
  );
  return routed.flatMap((message, index) => {
    const outcome = outcomes[index];
    if (outcome === 'duplicate') {
      report.duplicate(message.event);
      return [];
    }
    return [{ ...message, number: 0, repeated: outcome === 'resumed' }];
  });
}

/** Sends the pages, all events' deliveries together, and goes on with the events that have more. */
async function sendPages(ports: FanOutPorts, pages: readonly Page[]): Promise<readonly string[]> {
  const startedAt = ports.clock.now().getTime();
  const returned = new Set<string>();
  let open = pages;
  while (open.length > 0) {
    const sending = open.map((page) => ({ page, messages: deliveryMessages(page) }));
    const refused = await ports.deliveries.send(sending.flatMap(({ messages }) => messages));
    const failed: FailedWrite[] = [];
    for (const { page, messages } of sending) {
      const [fault] = messages.flatMap(({ deliveryId: id }) => refused.get(id) ?? []);
      if (fault) failed.push({ messageId: page.messageId, fault });
      else ports.report.fannedOut({ event: page.event, deliveries: messages.length });
    }
    for (const id of reportWriteFaults(ports.report, failed)) returned.add(id);
    const unfinished = open.filter((page) => page.next !== undefined && !returned.has(page.messageId));
    if (ports.clock.now().getTime() - startedAt > pagingBudgetMs) {
      await Promise.all(unfinished.map((page) => continueLater(ports, page)));
      break;
    }
    open = await Promise.all(unfinished.map((page) => follow(ports, page)));
  }
  return [...returned];
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

async function continueLater({ queue }: FanOutPorts, page: Page) {
  const { next, number } = page;
  if (next) await queue.continueLater({ ...refOf(page), cursor: next, page: number + 1 });
}

const refOf = ({ event, envelopeId }: Page) => ({ space: event.space, eventId: event.id, envelopeId });

/** The page after the given one, recorded with the event so that its deliveries can be listed. */
async function follow(ports: FanOutPorts, page: Page): Promise<Page> {
  const { event, next, number } = page;
  const [answer] = await ports.subscribers.find([{ ...subscribersOf(event), cursor: next }]);
  const [targets] = answer?.kind === 'page' ? await targetsOf(ports, [{ event, page: answer }]) : [];
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

async function reject({ queue, report }: FanOutPorts, rejected: readonly Rejected[]) {
  if (rejected.length === 0) return;
  await queue.reject(rejected.map(({ body, reason }) => ({ body, reason })));
  for (const { reason } of rejected) report.rejected({ reason });
}
