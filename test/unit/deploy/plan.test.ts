import { expect, test } from '@jest/globals';
import type { DeployCommand } from '../../../bin/deploy/arguments.ts';
import { nextSteps } from '../../../bin/deploy/next-steps.ts';
import { describeBootstrap, describePlan } from '../../../bin/deploy/plan.ts';
import { parseStageSettings } from '../../../lib/stage-settings.ts';

const environment = { account: '123456789012', access: { region: 'eu-west-1' } };
const command: DeployCommand = {
  task: 'deploy',
  stage: 'prod',
  given: {},
  drop: [],
  yes: false,
  profile: undefined,
  region: undefined,
};

test('it is said first what goes where, with which settings', () => {
  const lines = [
    { name: 'stage', value: 'prod', status: 'remembered' as const },
    { name: 'retrySchedule', value: [60, 600], status: 'changed' as const },
    { name: 'oidcIssuer', value: 'https://issuer.example', status: 'dropped' as const },
  ];
  expect(describePlan({ command, environment, lines, sharesIdentity: false })).toBe(
    [
      'Deploys posthorn-prod into account 123456789012, eu-west-1, with:',
      '  stage          prod',
      '  retrySchedule  60,600   (changed)',
      '  oidcIssuer     https://issuer.example   (dropped)',
    ].join('\n'),
  );
  expect(describePlan({ command, environment, lines, sharesIdentity: true })).toMatch(
    /The senderIdentity already exists in SES/,
  );
});

test('before an account is prepared it is said which rights that gives', () => {
  const text = describeBootstrap(environment, 'hnb659fds');
  expect(text).toContain('cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1');
  expect(text).toMatch(/AdministratorAccess/);
  expect(text).toMatch(/cdk bootstrap aws:\/\/123456789012\/eu-west-1 --cloudformation-execution-policies/);
});

test('after a deployment it is said how to go on, and nothing that does not concern the stage', () => {
  const settings = parseStageSettings({
    stage: 'prod',
    senderEmail: 'hooks@example.com',
    senderIdentity: 'example.com',
  });
  const outputs = {
    ApiUrl: 'https://api.example.com',
    AdminKeySecretArn: 'arn:secret',
    BusName: 'posthorn-prod',
    SenderDnsRecords: 'a CNAME b ; c CNAME d',
  };
  const steps = nextSteps(settings, { outputs, region: 'eu-west-1' });
  expect(steps).toContain('a CNAME b\n     c CNAME d');
  expect(steps).toContain("--secret-id 'arn:secret'");
  expect(steps).toContain('aws lambda get-account-settings --region eu-west-1 ');
  expect(steps).toContain(
    'aws cloudwatch set-alarm-state --region eu-west-1 --alarm-name posthorn-prod-api-server-errors ',
  );
  expect(steps).toContain('npm run deploy -- --check --stage prod --region eu-west-1');
  expect(steps).not.toMatch(/EgressAddresses|undefined|confirm/);
});
