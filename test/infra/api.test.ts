import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesOf, variablesIn } from './template-queries.ts';

const domain = {
  domainName: 'hooks.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
};
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/posthorn/1';

type Synthesized = ReturnType<typeof synthesizeStack>['template'];

const plain = synthesizeStack().template;
const consoleFrameAncestors = ['https://app.example.com', 'https://www.example.com'];
const signIn = {
  oidcIssuer: 'https://login.example.com',
  oidcAudience: 'posthorn',
  consoleOidcClientId: 'console',
  consoleOidcScope: 'openid posthorn',
  consoleOidcOrigins: 'https://auth.example.com',
};
const ownDomain = synthesizeStack({ ...domain, ...signIn, consoleFrameAncestors }).template;
const firewalled = synthesizeStack({ webAclArn }).template;
const both = synthesizeStack({ ...domain, webAclArn }).template;

test('the console may be framed by the pages that the stage names and signs in at its issuer, and at no others', () => {
  const variables = (template: Synthesized) =>
    resourcesOf(template, 'AWS::Lambda::Function')
      .filter(({ properties }) => String(properties.FunctionName).endsWith('-serve-console'))
      .map(({ properties }) => variablesIn(properties.Environment));
  expect(variables(plain)).toMatchObject([{ FRAME_ANCESTORS: '', OIDC_CLIENT_ID: '', OIDC_ORIGINS: '' }]);
  expect(variables(ownDomain)).toMatchObject([
    {
      FRAME_ANCESTORS: 'https://app.example.com https://www.example.com',
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'console',
      OIDC_SCOPE: 'openid posthorn',
      OIDC_ORIGINS: 'https://auth.example.com',
    },
  ]);
});

test('the access log lies where its name needs no room in the resource policy for logs', () => {
  // API Gateway and CloudWatch Logs write a resource policy of 5,120 characters for all groups but those below /aws/vendedlogs/
  const names = resourcesOf(plain, 'AWS::Logs::LogGroup').map(({ properties }) => properties.LogGroupName);
  expect(names).toContain('/aws/vendedlogs/posthorn/prod/api');
});

test('a line of the access log is JSON of variables that HTTP APIs have, with the id that callers see', () => {
  const [stage] = resourcesOf(plain, 'AWS::ApiGatewayV2::Stage');
  const { Format } = z.object({ Format: z.string() }).parse(stage?.properties.AccessLogSettings);
  const line = JSON.parse(Format);
  // API Gateway developer guide, "Customize HTTP API access logs"; those of REST APIs come out as "-".
  const known = [
    ...['requestId', 'integration.requestId', 'routeKey', 'httpMethod', 'path', 'status', 'identity.sourceIp'],
    ...['responseLength', 'responseLatency', 'integrationLatency', 'error.message', 'authorizer.error'],
    'integrationErrorMessage',
  ];
  for (const value of Object.values(line)) expect(known.map((name) => `$context.${name}`)).toContain(value);
  expect(line).toMatchObject({
    requestId: '$context.requestId',
    functionRequestId: '$context.integration.requestId',
    route: '$context.routeKey',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
    durationMs: '$context.responseLatency',
    integrationMs: '$context.integrationLatency',
  });
});

test.each([
  ['no domain', plain, false],
  ['a domain of its own', ownDomain, true],
  ['a firewall, which reaches it there', firewalled, false],
  ['a domain and a firewall', both, false],
])('with %s the gateway answers under its own address or not', (_, template, isDisabled) => {
  const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
  expect(api?.properties.DisableExecuteApiEndpoint ?? false).toBe(isDisabled);
});

describe('CloudFront', () => {
  const distribution = z.object({
    DistributionConfig: z.object({
      CustomErrorResponses: z.array(z.unknown()),
      Origins: z.array(
        z.object({ OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() })) }),
      ),
      DefaultCacheBehavior: z.record(z.string(), z.unknown()),
    }),
  });
  const config = (template: Synthesized) =>
    distribution.parse(resourcesOf(template, 'AWS::CloudFront::Distribution')[0]?.properties).DistributionConfig;

  test("keeps no error, which would be another caller's", () => {
    // Those it keeps whatever Cache-Control says (CloudFront developer guide, "HTTP 4xx and 5xx status codes").
    const kept = [404, 414, 500, 501, 502, 503, 504];
    expect(config(firewalled).CustomErrorResponses).toEqual(
      kept.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  test('shows the authorizer a secret that only they know', () => {
    const [secret] = resourcesOf(firewalled, 'AWS::SecretsManager::Secret').filter(({ id }) => id.includes('Origin'));
    const [header, ...others] = config(firewalled).Origins.flatMap(({ OriginCustomHeaders }) => OriginCustomHeaders);
    expect(others).toEqual([]);
    expect(header?.HeaderName).toBe('x-origin-secret');
    expect(JSON.stringify(header?.HeaderValue)).toMatch(/\{\{resolve:secretsmanager:.*:SecretString:current::\}\}/);
    expect(refersTo(header?.HeaderValue, secret?.id ?? '')).toBe(true);
    expect(authorizerSecret(firewalled)).toEqual({ Ref: secret?.id });
    const readers = resourcesOf(firewalled, 'AWS::IAM::Policy').filter(({ properties }) =>
      refersTo(properties.PolicyDocument, secret?.id ?? ''),
    );
    expect(readers.map(({ id }) => id)).toEqual([expect.stringContaining('authorizerequest')]);
    expect(JSON.stringify(secret?.properties.GenerateSecretString)).toContain('"GenerateStringKey":"current"');
  });

  test('has none to show where there is none, and nothing is paid for it', () => {
    for (const template of [plain, ownDomain]) {
      expect(resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ id }) => id)).not.toContainEqual(
        expect.stringContaining('Origin'),
      );
      expect(authorizerSecret(template)).toBe('');
    }
  });

  function authorizerSecret(template: Synthesized): unknown {
    const [authorizer] = resourcesOf(template, 'AWS::Lambda::Function').filter(({ properties }) =>
      String(properties.FunctionName).endsWith('-authorize-request'),
    );
    return variablesIn(authorizer?.properties.Environment).ORIGIN_SECRET_ARN;
  }
});
