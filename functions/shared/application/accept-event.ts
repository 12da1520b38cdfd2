import { findLargeIntegers } from '../domain/bus-integer.ts';
import { type Event, maxEventBytes } from '../domain/event.ts';
import { type EventDataServices, eventDataFaults } from './check-event-data.ts';
import { type Examined, judge } from './examined.ts';
import { idOnce, type OnceServices, type RepeatableRequest } from './idempotency.ts';
import { done, type FieldError, type Outcome, refused } from './outcome.ts';
import type { EventPublisher } from './ports/event-publisher.ts';
import type { IdSource } from './ports/id-source.ts';

/** An event as a producer sends it over the API. */
export type EventDraft = Omit<Event, 'space' | 'id' | 'time'> & Readonly<Partial<Pick<Event, 'id' | 'time'>>>;

export type AcceptEventServices = EventDataServices &
  OnceServices &
  Readonly<{ publisher: EventPublisher; ids: IdSource }>;

/**
 * Puts an event on the bus and answers its id.
 * A repeat is published again under the same id: fan-out knows it, and the first try may have failed half-way.
 */
export async function acceptEvent(
  services: AcceptEventServices,
  { space, draft, request }: Readonly<{ space: string; draft: Examined<EventDraft>; request: RepeatableRequest }>,
): Promise<Outcome<Readonly<{ id: string }>>> {
  const now = services.clock.now();
  const judged = await judge(draft, (known) => dataFaults(services, { ...known, space }));
  if (!judged.ok) return judged;
  const { type, time, ...content } = judged.value;
  const detail = { ...content, space, id: content.id ?? services.ids.id() };
  if (Buffer.byteLength(JSON.stringify(detail)) > maxEventBytes) {
    return refused({ kind: 'too_large', limitBytes: maxEventBytes });
  }
  const id = await idOnce(services, { request, id: detail.id });
  if (!id.ok) return id;
  await services.publisher.publish({ ...detail, id: id.value, type, time: new Date(time ?? now).toISOString() });
  return done({ id: id.value });
}

async function dataFaults(
  services: EventDataServices,
  { space, type, data }: Partial<EventDraft> & Readonly<{ space: string }>,
): Promise<readonly FieldError[]> {
  if (data === undefined) return [];
  const unfit = type === undefined ? [] : await eventDataFaults(services, { space, type, data });
  return [...findLargeIntegers(data, 'data'), ...unfit];
}
