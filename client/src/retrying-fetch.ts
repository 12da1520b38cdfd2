import ky, { type HTTPError, isHTTPError } from 'ky';

type Options = Readonly<{ retries: number | undefined; fetch: typeof globalThis.fetch | undefined }>;

/**
 * A fetch that tries again, with backoff and jitter or when the response's Retry-After says. A 429 was refused before
 * anything was done, so every call is repeated. After a 5xx or a lost connection nobody knows, so only those calls are
 * that do no more when they come twice.
 */
export function retryingFetch({ retries = 3, fetch }: Options): (request: Request) => Promise<Response> {
  return async (request) => {
    const statusCodes = isRepeatable(request) ? [429, 502, 503, 504] : [429];
    try {
      return await ky(request, {
        ...(fetch !== undefined && { fetch }),
        timeout: false,
        throwHttpErrors: (status) => statusCodes.includes(status),
        retry: {
          limit: retries,
          methods: ['get', 'put', 'post', 'patch', 'delete'],
          statusCodes,
          afterStatusCodes: [429, 503],
          backoffLimit: 10_000,
          jitter: true,
          shouldRetry: ({ error }) => (isHTTPError(error) || isRepeatable(request) ? undefined : false),
        },
      });
    } catch (error) {
      if (isHTTPError(error)) return unread(error);
      throw error;
    }
  };
}

/** The response to the last try, which ky has read already. */
function unread({ response, data }: HTTPError): Response {
  return new Response(typeof data === 'string' ? data : JSON.stringify(data), response);
}

function isRepeatable({ method, headers }: Request): boolean {
  const isConditional = headers.has('if-match') || headers.has('if-none-match');
  switch (method) {
    case 'GET':
      return true;
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      // Done by the first, the second one would not find what it expects.
      return !isConditional;
    default:
      return headers.has('idempotency-key');
  }
}
