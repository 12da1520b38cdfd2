import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions } from '../../lib/function-bundles.ts';
import { PosthornStack } from '../../lib/posthorn-stack.ts';
import { parseStageSettings } from '../../lib/stage-settings.ts';

/** The stack of a stage, bundled and composed as a deployment would, for tests that read its template. */
export function synthesizeStack(context: Readonly<Record<string, unknown>> = {}, { nagged = false } = {}) {
  const given: Readonly<Record<string, unknown>> = { stage: 'prod', senderEmail: 'posthorn@example.com', ...context };
  const settings = parseStageSettings((name) => given[name]);
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'posthorn-infra-')) });
  const bundles = bundleFunctions(join(app.outdir, 'bundles'));
  const stack = new PosthornStack(app, `Posthorn-${settings.stage}`, { settings, bundles });
  if (nagged) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack, bundles, template: Template.fromStack(stack) };
}
