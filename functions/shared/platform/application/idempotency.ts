import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { JsonValue } from '../domain/json.ts';
import type { Principal } from '../domain/principal.ts';
import { type Outcome, ok, refused } from './outcome.ts';
import type { Clock } from './ports.ts';
import { type IdempotencyRecord, type IdempotencyStore, replyLifetimeMs } from './ports.ts';

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

export type IdempotencyPorts = Readonly<{ replies: IdempotencyStore; clock: Clock }>;

/**
 * Creates at most once per `Idempotency-Key`, and answers a repetition as the first time.
 * @returns the answer, or the refusal of `create`.
 */
export async function createOnce<Body extends JsonValue, Refused>(
  { replies, clock }: IdempotencyPorts,
  creation: Readonly<{ request: RepeatableRequest; answer: Body; create: Creation<Refused> }>,
): Promise<Outcome<JsonValue> | Refused> {
  const reply = replyTo(creation.request, creation.answer, clock.now());
  const earlier = reply && (await replies.find({ ...reply, now: clock.now() }));
  if (reply && earlier) return replay(reply, earlier);
  const outcome = await creation.create(reply);
  if (outcome === 'created') return ok(creation.answer);
  if (outcome !== 'repeated') return outcome;
  const winner = reply && (await replies.find({ ...reply, now: clock.now() }));
  if (reply && winner) return replay(reply, winner);
  throw new Error('A creation was refused as a repeat, but the first answer is not kept');
}

/**
 * The id of what a repeatable request creates: that of its first time. For creations that cannot be written together
 * with the stored answer.
 * @returns a refusal if the key was used before with another body.
 */
export async function idOnce(
  { replies, clock }: IdempotencyPorts,
  { request, id }: Readonly<{ request: RepeatableRequest; id: string }>,
): Promise<Outcome<string>> {
  const reply = replyTo(request, { id }, clock.now());
  if (reply === undefined || (await replies.claim(reply, clock.now())) === 'claimed') return ok(id);
  const earlier = await replies.find({ ...reply, now: clock.now() });
  // It has expired since.
  if (earlier === undefined) return idOnce({ replies, clock }, { request, id });
  const answer = replay(reply, earlier);
  return answer.ok ? ok(identified.parse(answer.value).id) : answer;
}

/** The digest that identifies a request's stored answer. */
export const replyId = ({ principal, target, key }: RepeatableRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([principal.id, target, key]))
    .digest('hex');

/** The digest that identifies a body. */
const requestHash = ({ body }: RepeatableRequest): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex');

function replyTo(request: RepeatableRequest, answer: JsonValue, now: Date): IdempotencyRecord | undefined {
  if (request.key === undefined) return undefined;
  return {
    scope: request.scope,
    id: replyId(request),
    requestHash: requestHash(request),
    body: JSON.stringify(answer),
    expiresAt: new Date(now.getTime() + replyLifetimeMs).toISOString(),
  };
}

function replay(asked: IdempotencyRecord, earlier: IdempotencyRecord): Outcome<JsonValue> {
  if (asked.requestHash !== earlier.requestHash) return refused({ kind: 'key_reused' });
  const body: JsonValue = JSON.parse(earlier.body);
  return ok(body);
}
