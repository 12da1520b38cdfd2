import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { type AuthenticationServices, authenticate } from '../../application/authenticate.ts';

type Context = Readonly<Record<string, string>>;

/**
 * The middy stack of the authorizer. It lets every request pass with what it found out: a gateway would answer
 * a refusal with a 403 of its own making, where the API answers 401 with a problem.
 */
export function apiAuthorizer({ logger, services }: Readonly<{ logger: Logger; services: AuthenticationServices }>) {
  return middy<APIGatewayRequestAuthorizerEventV2>()
    .use(injectLambdaContext(logger))
    .handler(async ({ headers }): Promise<APIGatewaySimpleAuthorizerWithContextResult<Context>> => {
      const outcome = await authenticate(services, headers?.authorization);
      if (outcome.ok) return { isAuthorized: true, context: { ...outcome.value } };
      const { refusal } = outcome;
      return { isAuthorized: true, context: { refusal: 'detail' in refusal ? refusal.detail : refusal.kind } };
    });
}
