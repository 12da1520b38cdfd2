import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { OriginCheck } from '../../api/application/ports.ts';
import { originHeader } from '../../api/domain/origin.ts';
import { keepDeadline } from '../../platform/runtime/deadline.ts';
import { logCall } from '../../platform/runtime/log-request.ts';
import { type AuthenticationPorts, authenticate } from '../application/authenticate.ts';

type Context = Readonly<Record<string, string>>;

type Authorizer = Readonly<{
  logger: Logger;
  /** Absent if there is no firewall in front of the API. */
  origin?: OriginCheck | undefined;
  ports: AuthenticationPorts;
}>;

/**
 * The middy stack of the authorizer. It allows every request and passes the result on: the gateway would respond to a
 * refusal with a 403 of its own form, while the API returns 401 with a problem. Only requests that bypass the firewall
 * are refused by the gateway.
 */
export function apiAuthorizer({ logger, origin, ports }: Authorizer) {
  return middy<APIGatewayRequestAuthorizerEventV2>()
    .use(keepDeadline)
    .use(injectLambdaContext(logger))
    .use(logCall(logger))
    .handler(async ({ headers }): Promise<APIGatewaySimpleAuthorizerWithContextResult<Context>> => {
      if (origin !== undefined && !(await origin.admits(headers?.[originHeader]))) {
        return { isAuthorized: false, context: {} };
      }
      const outcome = await authenticate(ports, headers?.authorization);
      if (outcome.ok) return { isAuthorized: true, context: { ...outcome.value } };
      const { refusal } = outcome;
      return { isAuthorized: true, context: { refusal: 'detail' in refusal ? refusal.detail : refusal.kind } };
    });
}
