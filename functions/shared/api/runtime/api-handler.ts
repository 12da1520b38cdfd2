import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Outcome } from '../../platform/application/outcome.ts';
import type { ParentFinder } from '../../platform/application/ports.ts';
import { StoreContended } from '../../platform/application/ports.ts';
import { keepDeadline } from '../../platform/runtime/deadline.ts';
import { logCall } from '../../platform/runtime/log-request.ts';
import { publishMetrics } from '../../platform/runtime/publish-metrics.ts';
import type { HttpApiEvent } from './api-request.ts';
import { internalError, type Problem, problemBody, problemOf } from './problem.ts';
import type { ApiResponse, ApiRoute } from './serve.ts';

const commonHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

type ApiSettings = Readonly<{
  logger: Logger;
  /** Absent where requests are not counted. */
  metrics?: Metrics | undefined;
  /** Absent where no route belongs to a parent resource. */
  parents?: ParentFinder | undefined;
  routes: readonly ApiRoute[];
}>;

/** The middy stack of functions that serve the API. It logs faults; the access log has a line for every request. */
export function apiHandler({ logger, metrics, parents, routes }: ApiSettings) {
  const served = new Map<string, ApiRoute>(routes.map((route) => [route.route, route]));
  return middy<HttpApiEvent>()
    .use(keepDeadline)
    .use(injectLambdaContext(logger))
    .use(logCall(logger))
    .use(metrics === undefined ? [] : [publishMetrics(metrics)])
    .handler((event: HttpApiEvent) => respond(event, { logger, parents, route: served.get(event.routeKey) }));
}

type Routed = Readonly<{ logger: Logger; parents: ParentFinder | undefined; route: ApiRoute | undefined }>;

async function respond(event: HttpApiEvent, routed: Routed): Promise<APIGatewayProxyStructuredResultV2> {
  const { logger, parents, route } = routed;
  const { requestId } = event.requestContext;
  try {
    if (route === undefined)
      throw new Error(`There is no route ${event.routeKey}, but the gateway sent a request for it`);
    const outcome: Outcome<ApiResponse> = await route.respond(event, parents);
    if (!outcome.ok) return problemResponse(problemOf(outcome.refusal), requestId);
    for (const error of outcome.value.faults ?? []) logger.error('Internal fault', { route: event.routeKey, error });
    return successResponse(outcome.value, outcome.value.status ?? route.status);
  } catch (error) {
    if (error instanceof StoreContended) return problemResponse(problemOf({ kind: 'busy' }), requestId);
    logger.error('Internal fault', { route: event.routeKey, error: error instanceof Error ? error : String(error) });
    return problemResponse(internalError, requestId);
  }
}

function successResponse(
  { body, file, version, headers }: ApiResponse,
  statusCode: number,
): APIGatewayProxyStructuredResultV2 {
  const allHeaders = { ...commonHeaders, ...(version !== undefined && { etag: `"${version}"` }), ...headers };
  if (file !== undefined) {
    const body64 = Buffer.from(file.bytes).toString('base64');
    return {
      statusCode,
      headers: { ...allHeaders, 'content-type': file.contentType },
      body: body64,
      isBase64Encoded: true,
    };
  }
  if (body === undefined) return { statusCode, headers: allHeaders };
  return { statusCode, headers: { 'content-type': 'application/json', ...allHeaders }, body: JSON.stringify(body) };
}

function problemResponse(problem: Problem, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: problem.status,
    headers: { ...commonHeaders, 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problemBody(problem, requestId)),
  };
}
