import { claimId, type IdempotencyPorts, type RepeatableRequest } from '../../platform/application/idempotency.ts';
import { type FieldError, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import { type ParsedDraft, validateDraft } from '../../platform/application/parsed-draft.ts';
import type { IdSource } from '../../platform/application/ports.ts';
import { isWriteFault, WriteFault } from '../../platform/application/ports.ts';
import { findLargeIntegers } from '../../platform/domain/bus-integer.ts';
import { type Event, maxEventBytes } from '../domain/event.ts';
import { type EventDataPorts, eventDataErrors } from './check-event-data.ts';
import type { EventPublisher } from './ports.ts';

/** An event as a producer sends it to the API. */
export type EventDraft = Omit<Event, 'space' | 'id' | 'time'> & Readonly<Partial<Pick<Event, 'id' | 'time'>>>;

export type AcceptEventPorts = EventDataPorts &
  IdempotencyPorts &
  Readonly<{ publisher: EventPublisher; ids: IdSource }>;

type Accepted = Readonly<{ id: string }>;

/** The outcome of one of several events: a fault is internal, and the event may be sent again. */
type AcceptOutcome = Outcome<Accepted> | WriteFault;

type Sending = Readonly<{
  space: string;
  /** Events with a wrong shape are refused already. */
  drafts: readonly Outcome<ParsedDraft<EventDraft>>[];
  request: RepeatableRequest;
}>;

/** Puts an event on the bus and returns its id, as {@link acceptEvents} does for many. */
export async function acceptEvent(
  ports: AcceptEventPorts,
  { draft, ...common }: Omit<Sending, 'drafts'> & Readonly<{ draft: ParsedDraft<EventDraft> }>,
): Promise<Outcome<Accepted>> {
  const outcomes = await acceptEvents(ports, { ...common, drafts: [ok(draft)] });
  if (!outcomes.ok) return outcomes;
  const [only = new Error('The event came to no outcome')] = outcomes.value;
  if (only instanceof Error) throw only;
  return only;
}

/**
 * Puts the valid events on the bus, and returns the outcomes in their order; refuses all only because of the
 * idempotency key. A repetition is published again under the same ids: fan-out recognises them, and the first try may
 * have failed half-way.
 */
export async function acceptEvents(
  ports: AcceptEventPorts,
  { space, drafts, request }: Sending,
): Promise<Outcome<readonly AcceptOutcome[]>> {
  const newRoot = ports.ids.id();
  const checked: Outcome<Drafted>[] = [];
  // One after the other, so that events of one type share the cached description.
  for (const [position, draft] of drafts.entries()) {
    checked.push(draft.ok ? await checkEvent(ports, { space, draft: draft.value, position, root: newRoot }) : draft);
  }
  const fitting = checked.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  // A request without valid events does not use the key.
  const root = fitting.length === 0 ? ok(newRoot) : await claimId(ports, { request, id: newRoot });
  if (!root.ok) return root;
  const published = await publish(ports, { space, root: root.value, fitting });
  return ok(checked.map((outcome, position) => (outcome.ok ? (published.get(position) ?? unpublished) : outcome)));
}

type Publishing = Readonly<{ space: string; root: string; fitting: readonly Drafted[] }>;

/** The outcomes by position. */
async function publish(
  ports: AcceptEventPorts,
  { fitting, ...common }: Publishing,
): Promise<ReadonlyMap<number, AcceptOutcome>> {
  const events = fitting.map((drafted) => toEvent(ports, { ...common, ...drafted }));
  const outcomes = await ports.publisher.publish(events);
  return new Map(
    fitting.map((drafted, index) => {
      const outcome = outcomes[index];
      return [drafted.position, isWriteFault(outcome) ? outcome : ok({ id: idOf({ ...common, ...drafted }) })];
    }),
  );
}

/** The message for a valid event that was left out nevertheless, which does not happen. */
const unpublished = new WriteFault('NoOutcome');

/** A valid event, and its position among those of the request. */
type Drafted = Readonly<{ draft: EventDraft; position: number }>;

type Rooted = Drafted & Readonly<{ space: string; root: string }>;

/** The ids of a request's events have one root, stored for its key; the first event's id is the root itself. */
const idOf = ({ draft, root, position }: Rooted): string => draft.id ?? (position === 0 ? root : `${root}-${position}`);

type Checking = Readonly<{ space: string; draft: ParsedDraft<EventDraft>; position: number; root: string }>;

async function checkEvent(ports: AcceptEventPorts, { draft, ...rooted }: Checking): Promise<Outcome<Drafted>> {
  const { space, position } = rooted;
  const validated = await validateDraft(draft, (known) => dataErrors(ports, { ...known, space }));
  if (!validated.ok) return validated;
  const { type: _type, time: _time, ...content } = validated.value;
  const detail = { ...content, space, id: idOf({ ...rooted, draft: validated.value }) };
  if (Buffer.byteLength(JSON.stringify(detail)) > maxEventBytes) {
    return refused({ kind: 'too_large', limitBytes: maxEventBytes });
  }
  return ok({ draft: validated.value, position });
}

function toEvent({ clock }: AcceptEventPorts, rooted: Rooted): Event {
  const { draft, space } = rooted;
  return { ...draft, space, id: idOf(rooted), time: new Date(draft.time ?? clock.now()).toISOString() };
}

async function dataErrors(
  ports: EventDataPorts,
  { space, type, data }: Partial<EventDraft> & Readonly<{ space: string }>,
): Promise<readonly FieldError[]> {
  if (data === undefined) return [];
  const unfit = type === undefined ? [] : await eventDataErrors(ports, { space, type, data });
  return [...findLargeIntegers(data, 'data'), ...unfit];
}
