import type { AccessToken } from '../../domain/access-token.ts';

/** The credentials of one webhook. */
export type TokenRef = Readonly<{ webhookId: string; fingerprint: string }>;

/** What functions share about one webhook's token. Times are milliseconds since 1970. */
export type TokenRecord = Readonly<{
  token?: AccessToken | undefined;
  /** A function fetches a token, or none may fetch one again, until then. */
  claimedUntil?: number | undefined;
  /** Why the last fetch failed. */
  failure?: string | undefined;
}>;

/** Shares tokens between functions, sealed. */
export interface TokenStore {
  find(ref: TokenRef): Promise<TokenRecord>;
  /** Claims the right to fetch a token until that time, unless another function has it. */
  claim(ref: TokenRef, claim: Readonly<{ now: number; until: number }>): Promise<'claimed' | 'taken'>;
  /** Ends the claim with the outcome of the fetch. */
  put(ref: TokenRef, record: TokenRecord): Promise<void>;
}
