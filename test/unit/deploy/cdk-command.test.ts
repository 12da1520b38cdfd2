import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { needsBootstrap, neverBootstrapped } from '../../../bin/deploy/cdk-command.ts';

const missing =
  "Posthorn-prod: SSM parameter /cdk-bootstrap/hnb659fds/version not found in aws://123456789012/eu-west-1. Has the environment been bootstrapped? Please run 'cdk bootstrap' (see https://docs.aws.amazon.com/cdk/latest/guide/bootstrapping.html)";

test('an account that was never prepared is prepared', () => {
  expect(needsBootstrap({ succeeded: false, output: `Deploying…\n❌  ${missing}\n` })).toBe(true);
});

test.each([
  'current credentials could not be used to assume arn:aws:iam::123456789012:role/cdk-hnb659fds-deploy-role, but are for the right account. Proceeding anyway. Please run cdk bootstrap.\n❌ Posthorn-prod failed: CREATE_FAILED',
  "This CDK deployment requires bootstrap stack version '21', found '6' in aws://123456789012/eu-west-1. Please run 'cdk bootstrap'.",
  "No bucket named 'cdk-hnb659fds-assets'. Is account 123456789012 bootstrapped?",
  'AccessDenied: not authorized to perform: ssm:GetParameter on /cdk-bootstrap/hnb659fds/version',
])('an account is left as it is that another fault speaks of: %s', (output) => {
  expect(needsBootstrap({ succeeded: false, output })).toBe(false);
});

test('what succeeded needs nothing', () => {
  expect(needsBootstrap({ succeeded: true, output: missing })).toBe(false);
});

test('the pinned command line says it in these words', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../node_modules/aws-cdk/lib/index.js'), 'utf8');
  // Its text has `${parameterName}` where ours has a name.
  expect(source).toMatch(neverBootstrapped);
});
