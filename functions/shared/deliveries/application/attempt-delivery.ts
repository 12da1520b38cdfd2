import type { Sender } from '../../https/application/ports.ts';
import type { OutgoingRequest } from '../../https/domain/http-request.ts';
import type { HttpResult } from '../../https/domain/http-result.ts';
import { maxExcerptBytes, responseExcerpt } from '../../https/domain/response-excerpt.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { AccessTokens, TokenOutcome } from '../../webhooks/application/access-tokens.ts';
import { type AuthorizedWebhook, needsToken } from '../../webhooks/domain/access-token.ts';
import { redactResponse } from '../../webhooks/domain/redact-response.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import type { Attempt } from '../domain/delivery.ts';
import { buildRequest, type Content } from '../domain/outgoing-request.ts';
import { judge, type Purpose, type Verdict } from '../domain/verdict.ts';

/** What an attempt needs from outside. `version` is Posthorn's own. */
export type AttemptPorts = Readonly<{ sender: Sender; clock: Clock; version: string; tokens: AccessTokens }>;

/**
 * Longest reason that a record keeps, in characters; ours. Room for a host name (253, RFC 1035) and what an error says
 * of itself (300), yet sixty of them in full, with what else is kept, stay within an item.
 */
const maxReasonLength = 700;

export type AttemptRequest = Readonly<{
  webhook: Webhook;
  content: Content;
  /** What the receiver tells repetitions by. */
  deliveryId: string;
  /** 1 for the first. */
  number: number;
  purpose?: Purpose | undefined;
}>;

/** One attempt, from its request to its meaning. */
export type AttemptOutcome = Readonly<{
  attempt: Attempt;
  verdict: Verdict;
  /**
   * Absent when nothing was sent: the body was too large, or there was no token. The result is without the secrets of the
   * webhook, which is as it was sent for: a token is one of its headers.
   */
  sent?: Readonly<{ request: OutgoingRequest; result: HttpResult; webhook: Webhook }> | undefined;
}>;

/**
 * A token that was kept is fetched anew after a 401 that comes this soon, in milliseconds: both attempts, with the token in
 * between, must stay within the time of a function.
 */
const refreshTokenWithinMs = 5_000;

/** Builds the request, sends it and judges the response. Deliveries and test sends all go this way. */
export function attemptDelivery(ports: AttemptPorts, request: AttemptRequest): Promise<AttemptOutcome> {
  const { webhook } = request;
  return needsToken(webhook) ? attemptWithToken(ports, { ...request, webhook }) : sendOnce(ports, request);
}

type TokenRequest = AttemptRequest & Readonly<{ webhook: AuthorizedWebhook }>;

async function attemptWithToken(ports: AttemptPorts, request: TokenRequest): Promise<AttemptOutcome> {
  const { clock, tokens } = ports;
  const { webhook } = request;
  const startedAt = clock.now();
  const token = await tokens.get(webhook);
  if (token.kind === 'failed') return tokenFailure(request, { startedAt, now: clock.now(), token });
  const outcome = await sendOnce(ports, { ...request, webhook: withToken(webhook, token.value) });
  const isLate = clock.now().getTime() - startedAt.getTime() > refreshTokenWithinMs;
  if (outcome.attempt.status !== 401 || !token.isCached || isLate) return outcome;
  const other = await tokens.refresh(webhook, token.value);
  if (other.kind === 'failed') return tokenFailure(request, { startedAt, now: clock.now(), token: other });
  return sendOnce(ports, { ...request, webhook: withToken(webhook, other.value) });
}

/** Kept with the webhook, as what is made of its secrets is. */
const authorizedWebhooks = new WeakMap<Webhook, Webhook>();

/** The webhook with the token among its headers, so that it is treated like any secret of its. */
function withToken(webhook: Webhook, token: string): Webhook {
  const authorization = `Bearer ${token}`;
  const known = authorizedWebhooks.get(webhook);
  if (known?.headers.authorization === authorization) return known;
  const made = { ...webhook, headers: { ...webhook.headers, authorization } };
  authorizedWebhooks.set(webhook, made);
  return made;
}

type MissingToken = Readonly<{ startedAt: Date; now: Date; token: Extract<TokenOutcome, { kind: 'failed' }> }>;

function tokenFailure(request: AttemptRequest, { startedAt, now, token }: MissingToken): AttemptOutcome {
  const { reason, retry } = token;
  const verdict: Verdict = { outcome: 'failed', failure: 'token_error', reason, retry };
  const durationMs = Math.max(0, now.getTime() - startedAt.getTime());
  return { attempt: { ...attemptFields(request, startedAt, verdict), durationMs }, verdict };
}

async function sendOnce(ports: AttemptPorts, request: AttemptRequest): Promise<AttemptOutcome> {
  const { webhook, content, deliveryId } = request;
  const attemptAt = ports.clock.now();
  const built = buildRequest({ webhook, content, deliveryId, attemptAt, version: ports.version });
  if (built.kind === 'too_large') return tooLargeOutcome(request, attemptAt, built.reason);
  const result = redactResponse(await ports.sender.send(built.request), webhook);
  const verdict = judge({
    kind: webhook.kind,
    purpose: request.purpose ?? 'delivery',
    result,
    now: ports.clock.now(),
  });
  const attempt = {
    ...attemptFields(request, attemptAt, verdict),
    durationMs: Math.round(result.durationMs),
    ...responseFields(result),
  };
  return { attempt, verdict, sent: { request: built.request, result, webhook } };
}

function tooLargeOutcome(request: AttemptRequest, attemptAt: Date, reason: string): AttemptOutcome {
  const verdict: Verdict = { outcome: 'failed', failure: 'payload_too_large', reason, retry: { kind: 'never' } };
  return { attempt: { ...attemptFields(request, attemptAt, verdict), durationMs: 0 }, verdict };
}

function attemptFields({ number }: AttemptRequest, attemptAt: Date, verdict: Verdict) {
  return {
    number,
    startedAt: attemptAt.toISOString(),
    reason: verdict.reason.slice(0, maxReasonLength),
    ...(verdict.outcome === 'failed' ? { failure: verdict.failure } : {}),
  };
}

/** What the record keeps of a response; of one that broke off, what had come. */
function responseFields(result: HttpResult) {
  const response = result.kind === 'response' ? result : result.partial;
  if (response === undefined) return {};
  const cut = result.kind === 'no_response' || result.truncated || response.body.length > maxExcerptBytes;
  return {
    status: response.status,
    responseExcerpt: responseExcerpt(response.body, maxExcerptBytes),
    ...(cut ? { responseTruncated: true } : {}),
  };
}
