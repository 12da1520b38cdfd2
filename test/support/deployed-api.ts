import type { RouteKey } from '../../functions/shared/api/domain/api-routes.ts';
import { checkDocumented } from './answers.ts';
import { stack } from './deployed-stack.ts';

type MethodOf<Route extends string> = Route extends `${infer Method} /${string}` ? Method : never;

/** The methods of the API's routes. */
export type ApiMethod = MethodOf<RouteKey>;

/** What the management API answered; `body` is undefined if there was none. */
export type ApiAnswer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/**
 * Calls the management API, and checks the answer against the contract. A string is sent as it is, anything else as
 * JSON; without a key, no Authorization header.
 */
export async function api(request: {
  readonly method: ApiMethod;
  /** Begins with a slash: `/v1/spaces`. */
  readonly path: string;
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<ApiAnswer> {
  const { method, path, key, body } = request;
  const response = await fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const answer = {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
  };
  checkDocumented(request, answer);
  return answer;
}
