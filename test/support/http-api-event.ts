import type { HttpApiEvent } from '../../functions/shared/api/runtime/api-request.ts';

type Request = Readonly<{
  route: string;
  method?: string;
  path?: string;
  query?: Readonly<Record<string, string>> | undefined;
  headers?: Readonly<Record<string, string>>;
  pathParameters?: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** The context that the authorizer returned. */
  authorized?: unknown;
}>;

/** The event with which an HTTP API invokes a function (payload format 2.0). */
export function httpApiEvent(request: Request): HttpApiEvent {
  const [routeMethod = '', routePath = ''] = request.route.split(' ');
  const { route, method = routeMethod, path = routePath, query, headers = {}, pathParameters = {}, body } = request;
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...headers },
    ...(query !== undefined && { queryStringParameters: { ...query } }),
    pathParameters: { ...pathParameters },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api1234567',
      domainName: 'api1234567.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'api1234567',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: route,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: Date.parse('2026-11-22T10:00:00Z'),
      authorizer: { lambda: request.authorized },
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}
