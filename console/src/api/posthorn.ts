import { createPosthornClient } from '../../../client/src/client.ts';
import { currentToken } from '../session/session.ts';

/** The console and the API have the same address. */
const baseUrl = new URL('..', document.baseURI).href.replace(/\/$/, '');

/** An HTTP API responds within 30 s (API Gateway quotas). */
const timeoutMs = 31_000;

const settings = {
  baseUrl,
  retries: 2,
  fetch: (input: RequestInfo | URL, init?: RequestInit) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
};

export const posthorn = createPosthornClient({ ...settings, token: currentToken });

/** Calls the API with a token that is not the session's. */
export function posthornFor(token: string) {
  return createPosthornClient({ ...settings, token });
}
