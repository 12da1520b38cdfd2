import { describe, expect, test } from '@jest/globals';
import { parseStageSettings, settingDescriptions } from '../../lib/stage-settings.ts';

const parse = parseStageSettings;
const least = { stage: 'prod', senderEmail: 'posthorn@example.com' };

test('little has to be said', () => {
  expect(parse(least)).toEqual({
    ...least,
    allowedCidrs: [],
    allowedOrigins: [],
    producerAccounts: [],
    staticEgress: false,
    bootstrapQualifier: 'hnb659fds',
    consoleFrameAncestors: [],
    tags: {},
    reservedConcurrency: {},
    retrySchedule: [60, 600, 3_600, 28_800, 129_600],
    retentionDays: 30,
    oidcSpaceClaim: 'space',
    oidcRoleClaim: 'role',
    consoleOidcScope: 'openid',
    consoleOidcOrigins: [],
    logLevel: 'INFO',
  });
});

test('lists are read from the command line as from cdk.json', () => {
  const local = { ...least, stage: 'local' };
  expect(parse({ ...local, allowedCidrs: '127.0.0.0/8, ::1/128', retrySchedule: '1,2' })).toMatchObject({
    allowedCidrs: ['127.0.0.0/8', '::1/128'],
    retrySchedule: [1, 2],
  });
  expect(parse({ ...local, allowedCidrs: ['10.0.0.0/8'], retrySchedule: [5] })).toMatchObject({ retrySchedule: [5] });
});

test("the CDK's own context is not a setting", () => {
  expect(
    parse({ ...least, '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:bundling-stacks': [], tags: undefined }),
  ).toMatchObject(least);
});

test('names with values are read from the command line as from cdk.json', () => {
  const tags = { team: 'platform', 'cost-center': '42=a' };
  const reservedConcurrency = { 'dispatch-delivery': 300, 'retry-delivery': 50 };
  const text = {
    tags: 'team=platform, cost-center=42=a',
    reservedConcurrency: 'dispatch-delivery=300,retry-delivery=50',
  };
  expect(parse({ ...least, ...text })).toMatchObject({ tags, reservedConcurrency });
  expect(parse({ ...least, tags, reservedConcurrency })).toMatchObject({ tags, reservedConcurrency });
});

test('each setting says what it is for', () => {
  for (const [name, text] of Object.entries(settingDescriptions)) {
    expect({ name, words: text.split(' ').length > 3 }).toEqual({ name, words: true });
  }
});

const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/posthorn/1';

describe('a wrong setting is named with its remedy', () => {
  test.each([
    [{ stage: 'Prod Stage' }, /stage: must be 1 to 20 lower-case letters.*-c stage=/],
    [{ stage: undefined }, /stage: .*-c stage=/],
    [{ senderEmail: 'nobody' }, /senderEmail: must be an e-mail address/],
    [{ stage: 'local', allowedCidrs: '10.0.0.0' }, /allowedCidrs\.0: must be CIDRs/],
    [{ retrySchedule: '60,60' }, /retrySchedule: must increase/],
    [{ retrySchedule: '1,2,3,4,5,6' }, /retrySchedule: must have 1 to 5 retries/],
    [{ retrySchedule: '129601' }, /retrySchedule\.0: .*129600/],
    [{ retentionDays: 2 }, /retentionDays: must be 3 days or more: a delivery is retried for 36 hours/],
    [{ retentionDays: true }, /retentionDays: /],
    [{ retentionDays: '1e1' }, /retentionDays: /],
    [{ retrySchedule: '60, 0x80' }, /retrySchedule\.1: /],
    [{ oidcIssuer: 'https://issuer.example' }, /oidcIssuer: requires oidcAudience.*-c oidcAudience=/],
    [{ consoleOidcClientId: 'console' }, /consoleOidcClientId: requires oidcIssuer.*-c oidcIssuer=/],
    [{ oidcJwksUri: 'http://issuer.example/keys' }, /oidcJwksUri: must be an https URL/],
    [{ logLevel: 'LOUD' }, /logLevel: /],
    [{ retentoinDays: 3 }, /retentoinDays: there is no such setting \(there are stage, senderEmail,/],
    [{ runbookUrl: 'docs/runbook.md' }, /runbookUrl: must be a URL.*-c runbookUrl=/],
    [{ staticEgress: 'yes' }, /staticEgress: must be true or false/],
    [{ producerAccounts: '123' }, /producerAccounts\.0: must be AWS account ids/],
    [{ allowedOrigins: 'app.example.com' }, /allowedOrigins\.0: must be origins/],
    [{ egressAllocationIds: 'eipalloc-0,eipalloc-1' }, /egressAllocationIds: requires staticEgress.*-c staticEgress=/],
    [{ staticEgress: true, egressAllocationIds: 'eipalloc-0' }, /egressAllocationIds: must be two/],
    [
      { staticEgress: true, egressAllocationIds: '198.51.100.1,198.51.100.2' },
      /egressAllocationIds\.0: must be ids such as/,
    ],
    [{ kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:alias/posthorn' }, /kmsKeyArn: must be the ARN of a KMS key/],
    [{ permissionsBoundary: 'boundary' }, /permissionsBoundary: must be the ARN of an IAM policy/],
    [{ bootstrapQualifier: 'too-long-for-one' }, /bootstrapQualifier: must be 1 to 10 letters/],
    [{ tags: 'aws:team=web' }, /tags: must have keys of 1 to 128 characters/],
    [{ reservedConcurrency: 'dispatch-delivery=1' }, /reservedConcurrency\.dispatch-delivery: .*2/],
    [{ eventArchiveDays: '0' }, /eventArchiveDays: /],
    [{ senderIdentity: 'other.example' }, /senderIdentity: does not cover senderEmail/],
    [{ domainName: 'hooks.example.com' }, /domainName: requires certificateArn/],
    [
      { domainName: 'hooks.example.com', certificateArn: 'arn:aws:acm:eu-west-1:1:certificate/1', webAclArn },
      /certificateArn: must be in us-east-1, because webAclArn adds CloudFront/,
    ],
  ])('%j', (change, message) => {
    expect(() => parse({ ...least, ...change })).toThrow(message);
  });
});

test.each(['prod', 'eu-live', 'locally', 'testing'])('private networks are refused in the stage %s', (stage) => {
  expect(() => parse({ ...least, stage, allowedCidrs: '10.0.0.0/8' })).toThrow(/refused in the production stage/);
});

test.each(['local', 'dev', 'test', 'dev-anna', 'test-2'])('private networks may be opened in the stage %s', (stage) => {
  expect(parse({ ...least, stage, allowedCidrs: '10.0.0.0/8' }).allowedCidrs).toEqual(['10.0.0.0/8']);
});
