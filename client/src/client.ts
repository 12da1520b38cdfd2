import createFetchClient, { type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import type { HttpMethod, MediaType, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import type { paths } from './generated/schema.ts';
import { idempotencyKeys } from './idempotency-keys.ts';
import { throwProblems } from './problem-error.ts';
import { retryingFetch } from './retrying-fetch.ts';

export type ClientOptions = Readonly<{
  /** Of the API, as the stack's output `ApiUrl` says it: `https://abc123.execute-api.eu-west-1.amazonaws.com`. */
  baseUrl: string;
  /** An API key or a JWT, or a function that returns the current one. */
  token: string | (() => string | Promise<string>);
  /** How often a call is tried again; 3 by default. */
  retries?: number | undefined;
  /** In place of the global one. */
  fetch?: typeof globalThis.fetch | undefined;
}>;

/** A client of the API: its methods throw a ProblemError for whatever is no success. */
export function createPosthornClient(options: ClientOptions): PosthornClient;
/** The library's own type allows for responses without data, which {@link throwProblems} turns into exceptions. */
export function createPosthornClient({ baseUrl, token, retries, fetch }: ClientOptions): object {
  const client = createFetchClient<paths>({ baseUrl, fetch: retryingFetch({ retries, fetch }) });
  client.use(
    {
      async onRequest({ request }) {
        request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      },
    },
    idempotencyKeys,
    throwProblems,
  );
  return client;
}

/** Calls the API by method and path: `GET('/v1/spaces/{space}/webhooks', { params: { path: { space } } })`. */
export type PosthornClient = Readonly<{
  GET: Method<'get'>;
  PUT: Method<'put'>;
  POST: Method<'post'>;
  PATCH: Method<'patch'>;
  DELETE: Method<'delete'>;
}>;

type Method<M extends HttpMethod> = <
  Path extends PathsWithMethod<paths, M>,
  Init extends MaybeOptionalInit<paths[Path], M>,
>(
  path: Path,
  ...init: RequiredKeysOf<Init> extends never ? [Init?] : [Init]
) => Promise<Success<FetchResponse<Operation<paths[Path][M]>, Init, MediaType>>>;

type Operation<Described> = Extract<Described, Readonly<Record<string, unknown>>>;

type Success<Result> = Extract<Result, Readonly<{ data: unknown }>>;
