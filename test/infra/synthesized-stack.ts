import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PosthornStack } from '../../lib/posthorn-stack.ts';
import { parseStageSettings } from '../../lib/stage-settings.ts';
import { bundlesFolder } from '../support/bundles.ts';

// cdk-nag reads properties that the CDK calls deprecated, and every test would print so.
process.env.JSII_DEPRECATED = 'quiet';

const folder = mkdtempSync(join(tmpdir(), 'posthorn-infra-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The functions' bundles, as a deployment would make them. */
export const bundles = bundlesFolder();

/** The stack of a stage, composed as a deployment would, for tests that read its template. */
export function synthesizeStack(context: Readonly<Record<string, unknown>> = {}, { nagged = false } = {}) {
  const settings = parseStageSettings({ stage: 'prod', senderEmail: 'posthorn@example.com', ...context });
  const app = new App({ outdir: mkdtempSync(join(folder, 'assembly-')) });
  const stack = new PosthornStack(app, `Posthorn-${settings.stage}`, { settings, bundles });
  if (nagged) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, template: Template.fromStack(stack) };
}
