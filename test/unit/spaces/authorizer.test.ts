import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, jest, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { originSecret } from '../../../functions/shared/api/adapters/origin-secret.ts';
import { apiAuthorizer } from '../../../functions/shared/spaces/runtime/authorizer.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const current = 'c'.repeat(64);
const earlier = 'e'.repeat(64);
const ports = {
  keys: { find: async () => undefined },
  adminKey: async () => 'the-admin-key',
  spaceExists: async () => true,
  clock: { now: () => new Date('2026-01-01T00:00:00Z') },
};
const rotated = async () => JSON.stringify({ current, previous: [earlier] });
const origin = originSecret({ read: rotated, readAgain: rotated });

/** The event with which an HTTP API invokes its authorizer. */
const requestWith = (headers: Readonly<Record<string, string>>): APIGatewayRequestAuthorizerEventV2 => ({
  ...httpApiEvent({ route: 'GET /v1/spaces', headers }),
  type: 'REQUEST',
  routeArn: 'arn:aws:execute-api:us-east-1:123456789012:api1234567/$default/GET/v1/spaces',
  identitySource: [],
  cookies: [],
  queryStringParameters: {},
  pathParameters: {},
  stageVariables: {},
});

async function judge(headers: Record<string, string>, firewall: { origin?: typeof origin } = { origin }) {
  const authorizer = apiAuthorizer({ logger: new Logger({ logLevel: 'SILENT' }), ...firewall, ports });
  return authorizer(requestWith(headers), lambdaContext);
}

const authorization = 'Bearer the-admin-key';
const admitted = { isAuthorized: true, context: { role: 'admin', id: 'admin' } };

describe('behind a firewall', () => {
  test.each([
    ['the current secret', current],
    ['one that was rotated, until CloudFront has the new one', earlier],
  ])('a request with %s passes', async (_, shown) => {
    expect(await judge({ authorization, 'x-origin-secret': shown })).toEqual(admitted);
  });

  test('a secret that was made since the last look is known at once', async () => {
    const read = async () => JSON.stringify({ current: earlier, previous: [] });
    const stale = originSecret({ read, readAgain: rotated });
    expect(await judge({ authorization, 'x-origin-secret': current }, { origin: stale })).toEqual(admitted);
  });

  test.each([
    ['no secret', {}],
    ['a secret that is none', { 'x-origin-secret': 'x'.repeat(64) }],
    ['an empty one', { 'x-origin-secret': '' }],
  ])('a request with %s is refused, whatever its key', async (_, headers) => {
    expect(await judge({ authorization, ...headers })).toEqual({ isAuthorized: false, context: {} });
  });
});

test('without a firewall nobody has to show where a request came from', async () => {
  expect(await judge({ authorization }, {})).toEqual(admitted);
});

test('log lines of the authorizer have the request id of the response', async () => {
  const logger = new Logger({ logLevel: 'SILENT' });
  const appended = jest.spyOn(logger, 'appendKeys');
  const authorizer = apiAuthorizer({ logger, ports });
  await authorizer(requestWith({}), lambdaContext);
  expect(appended).toHaveBeenCalledWith({ requestId: 'JKJaXmPLvHcESHA=' });
});
