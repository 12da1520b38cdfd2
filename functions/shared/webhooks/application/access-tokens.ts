import type { Sender } from '../../https/application/ports.ts';
import type { Clock, Pause } from '../../platform/application/ports.ts';
import {
  type AccessToken,
  type AuthorizedWebhook,
  fingerprintOf,
  isUsable,
  maxTokenSeconds,
  readTokenResponse,
  type TokenResult,
  tokenRequest,
} from '../domain/access-token.ts';
import type { RetryAdvice } from '../domain/retry-advice.ts';
import type { TokenRef, TokenStore } from './ports.ts';

/** A token to send with. A cached one may have been revoked since; one that was fetched for this request was not. */
export type TokenOutcome =
  | Readonly<{ kind: 'token'; value: string; isCached: boolean }>
  | Readonly<{ kind: 'failed'; reason: string; retry: RetryAdvice }>;

/** Provides tokens for webhooks whose endpoints require one. Throws for internal faults only. */
export interface AccessTokens {
  get(webhook: AuthorizedWebhook): Promise<TokenOutcome>;
  /** A token that replaces one that the endpoint refused. */
  refresh(webhook: AuthorizedWebhook, refused: string): Promise<TokenOutcome>;
}

type FetchPorts = Readonly<{ sender: Sender; clock: Clock; version: string }>;

export type AccessTokenPorts = FetchPorts & Readonly<{ store: TokenStore; pause: Pause }>;

/** Longer than both timeouts of a token endpoint together, so that a claim outlives its fetch. */
const claimMs = 2 * maxTokenSeconds * 1_000 + 2_000;
/** After a failed fetch no function fetches for this time: hundreds of deliveries cause one request. */
const retryAfterMs = 5_000;
const pollMs = 250;
/** Tokens cached in one process. */
const maxCached = 1_000;

/** Tokens that all functions share: fetched once per webhook, and cached until shortly before they expire. */
export function sharedTokens(ports: AccessTokenPorts): AccessTokens {
  const cache = new Map<string, AccessToken>();
  const pendingRequests = new Map<string, Promise<TokenOutcome>>();

  function cacheToken(key: string, token: AccessToken): void {
    cache.delete(key);
    cache.set(key, token);
    const [oldest] = cache.keys();
    if (cache.size > maxCached && oldest !== undefined) cache.delete(oldest);
  }

  /** Concurrent deliveries share one read or fetch. */
  function share(webhook: AuthorizedWebhook, refused?: string): Promise<TokenOutcome> {
    const ref = refOf(webhook);
    const key = keyOf(ref);
    const wanted = `${key}#${refused ?? ''}`;
    const known = pendingRequests.get(wanted);
    if (known !== undefined) return known;
    const request = readOrFetch(ports, {
      webhook,
      ref,
      refused,
      cacheToken: (token) => cacheToken(key, token),
    }).finally(() => pendingRequests.delete(wanted));
    pendingRequests.set(wanted, request);
    return request;
  }

  return {
    async get(webhook) {
      const token = cache.get(keyOf(refOf(webhook)));
      const now = ports.clock.now().getTime();
      return token !== undefined && isUsable(token, now) ? tokenOutcome(token, true) : share(webhook);
    },
    async refresh(webhook, refused) {
      const token = cache.get(keyOf(refOf(webhook)));
      // Another delivery has replaced it since.
      if (token !== undefined && token.value !== refused) return tokenOutcome(token, true);
      return share(webhook, refused);
    },
  };
}

/** Tokens that are fetched each time, for a test send. */
export const uncachedTokens = (ports: FetchPorts): AccessTokens => {
  const get = async (webhook: AuthorizedWebhook) => {
    const result = await fetchToken(ports, webhook);
    return result.kind === 'token' ? tokenOutcome(result.token, false) : result;
  };
  return { get, refresh: get };
};

type SharedRequest = Readonly<{
  webhook: AuthorizedWebhook;
  ref: TokenRef;
  refused: string | undefined;
  cacheToken: (token: AccessToken) => void;
}>;

/** Reads the shared token, or fetches it, or waits for the function that does. */
async function readOrFetch(
  ports: AccessTokenPorts,
  { webhook, ref, refused, cacheToken }: SharedRequest,
): Promise<TokenOutcome> {
  const { store, clock, pause } = ports;
  const startedAt = clock.now().getTime();
  for (;;) {
    const { token, claimedUntil = 0, failure } = await store.find(ref);
    const now = clock.now().getTime();
    if (token !== undefined && token.value !== refused && isUsable(token, now)) {
      cacheToken(token);
      return tokenOutcome(token, true);
    }
    if (claimedUntil > now && failure !== undefined) return { kind: 'failed', reason: failure, retry: onSchedule };
    if (claimedUntil <= now && (await store.claim(ref, { now, until: now + claimMs })) === 'claimed') {
      return fetchAndShare(ports, { webhook, ref, cacheToken });
    }
    if (now - startedAt > claimMs) {
      return { kind: 'failed', reason: 'The token endpoint did not respond in time.', retry: onSchedule };
    }
    await pause(pollMs);
  }
}

async function fetchAndShare(
  ports: AccessTokenPorts,
  { webhook, ref, cacheToken }: Omit<SharedRequest, 'refused'>,
): Promise<TokenOutcome> {
  const result = await fetchToken(ports, webhook);
  const now = ports.clock.now().getTime();
  if (result.kind === 'failed') {
    await ports.store.put(ref, { claimedUntil: now + retryAfterMs, failure: result.reason });
    return result;
  }
  await ports.store.put(ref, { token: result.token });
  cacheToken(result.token);
  return tokenOutcome(result.token, false);
}

async function fetchToken(ports: FetchPorts, webhook: AuthorizedWebhook): Promise<TokenResult> {
  const result = await ports.sender.send(tokenRequest(webhook, ports.version));
  return readTokenResponse(result, ports.clock.now());
}

const onSchedule = { kind: 'on_schedule' } as const;

const tokenOutcome = ({ value }: AccessToken, isCached: boolean): TokenOutcome => ({ kind: 'token', value, isCached });

const refOf = ({ id, auth }: AuthorizedWebhook): TokenRef => ({ webhookId: id, fingerprint: fingerprintOf(auth) });

const keyOf = ({ webhookId, fingerprint }: TokenRef): string => `${webhookId}#${fingerprint}`;
