import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DISABLE_ASSET_STAGING_CONTEXT, DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
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

/** Copies of all bundles for each stack, and stack traces for each resource, cost half of the time and no test reads them. */
const quick = { [DISABLE_ASSET_STAGING_CONTEXT]: true, [DISABLE_CREATION_STACK_TRACES]: true };

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

type Context = Readonly<Record<string, unknown>>;

const synthesized = new Map<string, ReturnType<typeof composeStack>>();

/** The stack of a stage, as a deployment would compose it, for tests that read its template. Each stage is composed once. */
export function synthesizeStack(context: Context = {}) {
  const key = JSON.stringify(context);
  const stack = synthesized.get(key) ?? composeStack(context);
  synthesized.set(key, stack);
  return stack;
}

/** Composes the stack of a stage anew. */
export function composeStack(context: Context, { nagged = false } = {}) {
  const given = { stage: 'prod', senderEmail: 'posthorn@example.com', ...context };
  const settings = parseStageSettings(given);
  const app = new App({ outdir: mkdtempSync(join(folder, 'assembly-')), context: { ...featureFlags, ...quick } });
  const stack = new PosthornStack(app, `Posthorn-${settings.stage}`, {
    settings,
    given: givenSettings(given),
    bundles,
  });
  if (nagged) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, template: Template.fromStack(stack) };
}
