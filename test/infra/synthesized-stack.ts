import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PosthornStack } from '../../lib/posthorn-stack.ts';
import { givenSettings, parseStageSettings } from '../../lib/stage-settings.ts';
import { bundlesFolder } from '../support/bundles.ts';

// cdk-nag reads properties that the CDK calls deprecated, and every test would print so.
process.env.JSII_DEPRECATED = 'quiet';

const folder = mkdtempSync(join(tmpdir(), 'posthorn-infra-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As the CDK's command line hands them to the app: with others the template would not be the one that is deployed. */
const { context: featureFlags } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));

/** The functions' bundles, as a deployment would make them. */
export const bundles = bundlesFolder();

/** Every option on: what is off by default has to be as right. */
export const everyOption = {
  senderIdentity: 'example.com',
  alarmEmail: 'platform@example.com',
  pageTopicArn: 'arn:aws:sns:us-east-1:123456789012:pager',
  domainName: 'hooks.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/posthorn/1',
  allowedOrigins: 'https://app.example.com',
  producerAccounts: '210987654321',
  staticEgress: 'true',
  eventArchiveDays: '30',
  kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  bootstrapQualifier: 'platform',
  tags: 'team=platform,cost-center=42',
  reservedConcurrency: 'dispatch-delivery=150,escalate-failure=3,manage-configuration=5',
};

/** The stack of a stage, composed as a deployment would, for tests that read its template. */
export function synthesizeStack(context: Readonly<Record<string, unknown>> = {}, { nagged = false } = {}) {
  const given = { stage: 'prod', senderEmail: 'posthorn@example.com', ...context };
  const settings = parseStageSettings(given);
  const app = new App({ outdir: mkdtempSync(join(folder, 'assembly-')), context: featureFlags });
  const stack = new PosthornStack(app, `Posthorn-${settings.stage}`, {
    settings,
    given: givenSettings(given),
    bundles,
  });
  if (nagged) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, template: Template.fromStack(stack) };
}
