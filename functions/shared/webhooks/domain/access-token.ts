import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { OutgoingRequest } from '../../https/domain/http-request.ts';
import type { HttpResult } from '../../https/domain/http-result.ts';
import { retryAfter } from '../../https/domain/retry-after.ts';
import type { RetryAdvice } from './retry-advice.ts';
import type { Webhook, WebhookAuth } from './webhook.ts';

/** A webhook whose endpoint requires an access token. */
export type AuthorizedWebhook = Webhook & Readonly<{ auth: WebhookAuth }>;

export const needsToken = (webhook: Webhook): webhook is AuthorizedWebhook => webhook.auth !== undefined;

/** When it ends is in milliseconds since 1970. */
export type AccessToken = Readonly<{ value: string; expiresAt: number }>;

export type TokenResult =
  | Readonly<{ kind: 'token'; token: AccessToken }>
  /** One plain sentence, without secrets. */
  | Readonly<{ kind: 'failed'; reason: string; retry: RetryAdvice }>;

/**
 * Each of a token endpoint's two timeouts, in seconds, at most. With a webhook's own at their longest, and a token that
 * another attempt fetches first, an attempt stays within its function's timeout.
 */
export const maxTokenSeconds = 4;

/** A token with less time left than this is not used: it might expire before the endpoint receives it. */
const marginMs = 30_000;
/** The lifetime if the response states none (RFC 6749 leaves it to documentation), and the longest that is used. */
const unsaidSeconds = 300;
const maxSeconds = 86_400;

export const isUsable = ({ expiresAt }: AccessToken, now: number): boolean => expiresAt - marginMs > now;

/** Identifies one set of credentials, so that a token of earlier credentials is never used for later ones. */
export const fingerprintOf = ({ tokenUrl, clientId, clientSecret, scope, audience }: WebhookAuth): string =>
  createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, clientSecret, scope, audience]))
    .digest('hex')
    .slice(0, 32);

/** Credentials go into the header, as every server must accept them (RFC 6749, section 2.3.1). */
export function tokenRequest({ id, auth, timeouts }: AuthorizedWebhook, version: string): OutgoingRequest {
  const { tokenUrl, clientId, clientSecret, scope, audience, caCertificate } = auth;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  });
  const credentials = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  return {
    // Has connections of its own: meanwhile the endpoint's stay open.
    webhookId: `${id}#token`,
    url: tokenUrl,
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${credentials}`,
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': `Posthorn/${version}`,
    },
    body: new TextEncoder().encode(form.toString()),
    // The webhook's certificates are for its endpoint.
    tls: { caCertificate },
    timeouts: {
      connectSeconds: Math.min(timeouts.connectSeconds, maxTokenSeconds),
      requestSeconds: Math.min(timeouts.requestSeconds, maxTokenSeconds),
    },
  };
}

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

/** RFC 6749, section 5.1; a token fits a header (RFC 6750, section 2.1), and some servers spell the number as a text. */
const tokenBody = z.object({
  access_token: z
    .string()
    .max(8_192)
    .regex(/^[A-Za-z0-9._~+/-]+=*$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().optional(),
});

/** Error codes of section 5.2; any other text in that field may hold a secret. */
const knownErrors = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'];
const errorBody = z.object({ error: z.enum([...knownErrors, 'unsupported_grant_type']) });

/** The outcome of a token request. */
export function readTokenResponse(result: HttpResult, now: Date): TokenResult {
  if (result.kind === 'no_response') return failed(`The token endpoint did not respond: ${result.detail}`);
  const { status, headers } = result;
  const json = parse(result.body);
  if (status === 200 && !result.truncated) {
    const body = tokenBody.safeParse(json);
    if (!body.success) return failed('The token endpoint returned HTTP 200, but no bearer token.');
    const seconds = Math.min(body.data.expires_in ?? unsaidSeconds, maxSeconds);
    return { kind: 'token', token: { value: body.data.access_token, expiresAt: now.getTime() + seconds * 1_000 } };
  }
  const error = errorBody.safeParse(json);
  const code = error.success ? ` (${error.data.error})` : '';
  const at = status === 429 || status === 503 ? retryAfter(headers['retry-after'], now) : undefined;
  return failed(`The token endpoint gave no token: HTTP ${status}${code}.`, at && { kind: 'not_before', at });
}

const failed = (reason: string, retry: RetryAdvice = { kind: 'on_schedule' }): TokenResult => ({
  kind: 'failed',
  reason,
  retry,
});

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
