import type { AccessToken } from '../../domain/access-token.ts';

/** The credentials of one webhook. */
export type TokenRef = Readonly<{ webhookId: string; fingerprint: string }>;

/** What all functions know of one webhook's token. Times are milliseconds since 1970. */
export type TokenRecord = Readonly<{
  token?: AccessToken | undefined;
  /** Somebody fetches one, or must not yet do so again, until then. */
  claimedUntil?: number | undefined;
  /** Why the last fetch failed. */
  failure?: string | undefined;
}>;

/** Where functions share tokens, sealed. */
export interface TokenStore {
  find(ref: TokenRef): Promise<TokenRecord>;
  /** Takes the right to fetch a token until that time, unless somebody has it. */
  claim(ref: TokenRef, claim: Readonly<{ now: number; until: number }>): Promise<'claimed' | 'taken'>;
  /** Ends the claim with what came of it. */
  put(ref: TokenRef, record: TokenRecord): Promise<void>;
}
