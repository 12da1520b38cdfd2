import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { JsonValue } from '../domain/json.ts';
import type { Principal } from '../domain/principal.ts';
import { type Outcome, ok, refused } from './outcome.ts';
import type { Clock } from './ports.ts';
import { type IdempotencyRecord, type IdempotencyStore, idempotencyWindowMs } from './ports.ts';

/** A request that may be repeated: the caller, the operation and the key. */
export type RepeatableRequest = Readonly<{
  principal: Principal;
  /** The space, or `platform`. */
  scope: string;
  /** Method and path. */
  target: string;
  /** The caller's `Idempotency-Key`; without one, each request is new. */
  key: string | undefined;
  body: JsonValue;
}>;

/** Tries to create something together with the stored answer. */
export type Creation<Refused> = (reply: IdempotencyRecord | undefined) => Promise<'created' | 'repeated' | Refused>;

const identified = z.object({ id: z.string() });

export type IdempotencyPorts = Readonly<{ idempotencyStore: IdempotencyStore; clock: Clock }>;

/**
 * Creates at most once per `Idempotency-Key`, and answers a repetition as the first time.
 * @returns the answer, or the refusal of `create`.
 */
export async function createOnce<Body extends JsonValue, Refused>(
  { idempotencyStore, clock }: IdempotencyPorts,
  creation: Readonly<{ request: RepeatableRequest; response: Body; create: Creation<Refused> }>,
): Promise<Outcome<JsonValue> | Refused> {
  const reply = newRecord(creation.request, creation.response, clock.now());
  const earlier = reply && (await idempotencyStore.find({ ...reply, now: clock.now() }));
  if (reply && earlier) return storedResponse(reply, earlier);
  const outcome = await creation.create(reply);
  if (outcome === 'created') return ok(creation.response);
  if (outcome !== 'repeated') return outcome;
  const winner = reply && (await idempotencyStore.find({ ...reply, now: clock.now() }));
  if (reply && winner) return storedResponse(reply, winner);
  throw new Error('A creation was refused as a repeat, but the first answer is not kept');
}

/**
 * The id of what a repeatable request creates: that of its first time. For creations that cannot be written together
 * with the stored answer.
 * @returns a refusal if the key was used before with another body.
 */
export async function idOnce(
  { idempotencyStore, clock }: IdempotencyPorts,
  { request, id }: Readonly<{ request: RepeatableRequest; id: string }>,
): Promise<Outcome<string>> {
  const reply = newRecord(request, { id }, clock.now());
  if (reply === undefined || (await idempotencyStore.claim(reply, clock.now())) === 'claimed') return ok(id);
  const earlier = await idempotencyStore.find({ ...reply, now: clock.now() });
  // It has expired since.
  if (earlier === undefined) return idOnce({ idempotencyStore, clock }, { request, id });
  const answer = storedResponse(reply, earlier);
  return answer.ok ? ok(identified.parse(answer.value).id) : answer;
}

/** The digest that identifies a request's stored answer. */
export const idempotencyId = ({ principal, target, key }: RepeatableRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([principal.id, target, key]))
    .digest('hex');

/** The digest that identifies a body. */
const requestHash = ({ body }: RepeatableRequest): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex');

function newRecord(request: RepeatableRequest, answer: JsonValue, now: Date): IdempotencyRecord | undefined {
  if (request.key === undefined) return undefined;
  return {
    scope: request.scope,
    id: idempotencyId(request),
    requestHash: requestHash(request),
    body: JSON.stringify(answer),
    expiresAt: new Date(now.getTime() + idempotencyWindowMs).toISOString(),
  };
}

function storedResponse(asked: IdempotencyRecord, earlier: IdempotencyRecord): Outcome<JsonValue> {
  if (asked.requestHash !== earlier.requestHash) return refused({ kind: 'key_reused' });
  const body: JsonValue = JSON.parse(earlier.body);
  return ok(body);
}
