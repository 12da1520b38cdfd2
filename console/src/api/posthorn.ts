import { createPosthornClient } from '../../../client/src/client.ts';
import { currentToken } from '../session/session.ts';

/** The API lies beside the console, under whatever address the page was opened. */
const baseUrl = new URL('..', document.baseURI).href.replace(/\/$/, '');

export const posthorn = createPosthornClient({ baseUrl, token: currentToken, retries: 2 });

/** Calls the API with another token than the session's. */
export function posthornFor(token: string) {
  return createPosthornClient({ baseUrl, token, retries: 2 });
}
