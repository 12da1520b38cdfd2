/** The answer to a request with an `Idempotency-Key`, so that its repetition gets the same answer. */
export type IdempotencyRecord = Readonly<{
  /** The space, or `platform`. */
  scope: string;
  /** Digest of caller, route and key. */
  id: string;
  /** Digest of the request's body; another one under the same id is a misuse. */
  requestHash: string;
  /** The answer's JSON; may hold a new key or secret, so it is sealed at rest. */
  body: string;
  expiresAt: string;
}>;

export type ReplyRef = Readonly<{ scope: string; id: string }>;

/** Stores answers for a day. Creations write theirs in their own transaction. */
export interface IdempotencyStore {
  /** Undefined once it has expired. */
  find(ref: ReplyRef & Readonly<{ now: Date }>): Promise<IdempotencyRecord | undefined>;
  /** Stores the answer unless one with that id is stored already. */
  claim(reply: IdempotencyRecord, now: Date): Promise<'claimed' | 'repeated'>;
}

/** How long a repetition is recognised (product contract). */
export const replyLifetimeMs = 24 * 60 * 60 * 1000;
