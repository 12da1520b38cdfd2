import { createHash } from 'node:crypto';
import { findLargeIntegers } from '../domain/bus-integer.ts';
import { type Event, maxEventBytes } from '../domain/event.ts';
import { type EventDataServices, eventDataFaults } from './check-event-data.ts';
import { type RepeatableRequest, replyId, requestHash } from './idempotency.ts';
import { done, type Outcome, refused } from './outcome.ts';
import type { Clock } from './ports/clock.ts';
import type { EventPublisher } from './ports/event-publisher.ts';
import type { IdSource } from './ports/id-source.ts';
import { type ReplyStore, replyLifetimeMs } from './ports/reply-store.ts';

/** An event as a producer sends it over the API. */
export type EventDraft = Omit<Event, 'space' | 'id' | 'time'> & Readonly<Partial<Pick<Event, 'id' | 'time'>>>;

export type AcceptEventServices = EventDataServices &
  Readonly<{ publisher: EventPublisher; replies: ReplyStore; clock: Clock; ids: IdSource }>;

/**
 * Puts an event on the bus and answers its id.
 * A repeat is published again under the same id: fan-out knows it, and the first try may have failed half-way.
 */
export async function acceptEvent(
  services: AcceptEventServices,
  { space, draft, request }: Readonly<{ space: string; draft: EventDraft; request: RepeatableRequest }>,
): Promise<Outcome<Readonly<{ id: string }>>> {
  const now = services.clock.now();
  const id = draft.id ?? (request.key === undefined ? services.ids.id() : idFromKey(request));
  const { type, time, ...content } = draft;
  const detail = { ...content, space, id };
  if (Buffer.byteLength(JSON.stringify(detail)) > maxEventBytes) {
    return refused({ kind: 'too_large', limitBytes: maxEventBytes });
  }
  const faults = [...findLargeIntegers(detail.data, 'data'), ...(await eventDataFaults(services, { ...detail, type }))];
  if (faults.length > 0) return refused({ kind: 'invalid', errors: faults });
  if (await misusesKey(services, { request, id, now })) return refused({ kind: 'key_reused' });
  await services.publisher.publish({ ...detail, type, time: new Date(time ?? now).toISOString() });
  return done({ id });
}

/** The same key names the same event, whichever instance takes the request. */
const idFromKey = (request: RepeatableRequest): string =>
  createHash('sha256').update(replyId(request)).digest('hex').slice(0, 32);

async function misusesKey(
  { replies }: AcceptEventServices,
  { request, id, now }: Readonly<{ request: RepeatableRequest; id: string; now: Date }>,
): Promise<boolean> {
  if (request.key === undefined) return false;
  const reply = {
    scope: request.scope,
    id: replyId(request),
    requestHash: requestHash(request),
    body: JSON.stringify({ id }),
    expiresAt: new Date(now.getTime() + replyLifetimeMs).toISOString(),
  };
  if ((await replies.claim(reply, now)) === 'claimed') return false;
  const earlier = await replies.find({ ...reply, now });
  return earlier !== undefined && earlier.requestHash !== reply.requestHash;
}
