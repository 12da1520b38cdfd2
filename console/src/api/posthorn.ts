import { createPosthornClient } from '../../../client/src/client.ts';
import { currentToken } from '../session/session.ts';

/** The API lies beside the console, under whatever address the page was opened. */
const baseUrl = new URL('..', document.baseURI).href.replace(/\/$/, '');

/** An HTTP API has answered after 30 s (API Gateway quotas), or never will. */
const timeoutMs = 31_000;

const settings = {
  baseUrl,
  retries: 2,
  fetch: (input: RequestInfo | URL, init?: RequestInit) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
};

export const posthorn = createPosthornClient({ ...settings, token: currentToken });

/** Calls the API with another token than the session's. */
export function posthornFor(token: string) {
  return createPosthornClient({ ...settings, token });
}
