import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { JsonValue } from '../domain/json.ts';
import type { Principal } from '../domain/principal.ts';
import { type Outcome, ok, refused } from './outcome.ts';
import { type Clock, type IdempotencyRecord, type IdempotencyStore, idempotencyWindowMs } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

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

/** Tries to create something together with the stored response. */
export type Creation<Refused> = (record: IdempotencyRecord | undefined) => Promise<'created' | 'repeated' | Refused>;

/** A record is claimed again if it expires between a claim and its reading, which happens once. */
const maxClaimTries = 3;

const identified = z.object({ id: z.string() });

export type IdempotencyPorts = Readonly<{ idempotencyStore: IdempotencyStore; clock: Clock }>;

/**
 * Creates at most once per `Idempotency-Key`, and returns the first response to a repetition.
 * @returns the response, or the refusal of `create`.
 */
export async function createOnce<Body extends JsonValue, Refused>(
  { idempotencyStore, clock }: IdempotencyPorts,
  creation: Readonly<{ request: RepeatableRequest; response: Body; create: Creation<Refused> }>,
): Promise<Outcome<JsonValue> | Refused> {
  const record = newRecord(creation.request, creation.response, clock.now());
  const earlier = record && (await idempotencyStore.find({ ...record, now: clock.now() }));
  if (record && earlier) return storedResponse(record, earlier);
  const outcome = await creation.create(record);
  if (outcome === 'created') return ok(creation.response);
  if (outcome !== 'repeated') return outcome;
  const winner = record && (await idempotencyStore.find({ ...record, now: clock.now() }));
  if (record && winner) return storedResponse(record, winner);
  throw new Error('A creation was refused as a repetition, but the first response is not stored');
}

/**
 * The id of what a repeatable request creates: that of its first time. For creations that cannot be written together
 * with the stored response.
 * @returns a refusal if the key was used before with another body.
 */
export async function claimId(
  { idempotencyStore, clock }: IdempotencyPorts,
  { request, id }: Readonly<{ request: RepeatableRequest; id: string }>,
): Promise<Outcome<string>> {
  const record = newRecord(request, { id }, clock.now());
  if (record === undefined) return ok(id);
  const claim = () => idempotencyStore.claim(record, clock.now());
  return retryOnConflict<Awaited<ReturnType<typeof claim>>, Outcome<string>>({
    maxTries: maxClaimTries,
    first: await claim(),
    read: claim,
    attempt: async (outcome) => {
      if (outcome === 'claimed') return ok(id);
      const earlier = await idempotencyStore.find({ ...record, now: clock.now() });
      // It has expired since.
      if (earlier === undefined) return 'conflict';
      const response = storedResponse(record, earlier);
      return response.ok ? ok(identified.parse(response.value).id) : response;
    },
    exhausted: () => refused({ kind: 'busy' }),
  });
}

/** The digest that identifies a request's stored response. */
export const idempotencyId = ({ principal, target, key }: RepeatableRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([principal.id, target, key]))
    .digest('hex');

/** The digest that identifies a body. */
const requestHash = ({ body }: RepeatableRequest): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex');

function newRecord(request: RepeatableRequest, response: JsonValue, now: Date): IdempotencyRecord | undefined {
  if (request.key === undefined) return undefined;
  return {
    scope: request.scope,
    id: idempotencyId(request),
    requestHash: requestHash(request),
    body: JSON.stringify(response),
    expiresAt: new Date(now.getTime() + idempotencyWindowMs).toISOString(),
  };
}

function storedResponse(asked: IdempotencyRecord, earlier: IdempotencyRecord): Outcome<JsonValue> {
  if (asked.requestHash !== earlier.requestHash) return refused({ kind: 'key_reused' });
  const body: JsonValue = JSON.parse(earlier.body);
  return ok(body);
}
