import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import {
  isBootstrapped,
  isIdentityOfOthers,
  readRememberedSettings,
  readStackOutputs,
} from '../../bin/deploy/aws-environment.ts';
import { checkAlarms } from '../../bin/deploy/check/check-alarms.ts';
import { clientSettings } from '../../bin/local/emulator/aws-clients.ts';
import { bareEnvironment, localAccount, localCredentials, localRegion } from '../../bin/local/emulator/environment.ts';
import { mailsTo } from '../../bin/local/emulator/mailbox.ts';
import { Progress } from '../../bin/shared/progress.ts';
import { projectDirectory } from '../../bin/shared/project-directory.ts';
import { givenSettings, parseStageSettings } from '../../lib/stage-settings.ts';
import { stack } from '../support/deployed-stack.ts';

/** Building the app takes a minute on a busy machine. */
const timeout = 240_000;
const { endpoint } = stack;
/** All that the command learns of the world. */
const access = {
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
};

async function deploy(...words: readonly string[]): Promise<Readonly<{ code: unknown; output: string }>> {
  const program = join(projectDirectory, 'bin/deploy.ts');
  const nobody = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const env = { ...bareEnvironment(tmpdir()), ...access, ...nobody, CDK_DISABLE_CLI_TELEMETRY: 'true', NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, output: `${out}\n${err}` }),
    );
  });
}

/** Runs the command in the region of the deployed stack; answers what it says, if it succeeds. */
async function succeed(...words: readonly string[]): Promise<string> {
  const { code, output } = await deploy(...words, '--region', localRegion);
  if (code !== 0) throw new Error(output);
  return output;
}

async function remembered(): Promise<Readonly<Record<string, unknown>>> {
  const { Parameter } = await new SSMClient(clientSettings(endpoint)).send(
    new GetParameterCommand({ Name: '/posthorn/local/settings' }),
  );
  return JSON.parse(Parameter?.Value ?? '{}');
}

test(
  'a stage that is deployed again with nothing but its name stays as it is',
  async () => {
    const before = await remembered();
    const output = await succeed('--stage', 'local');
    expect(output).toContain(`Deploys posthorn-local into account ${localAccount}, ${localRegion}, with:`);
    expect(output).toMatch(/allowedCidrs +127\.0\.0\.0\/8\n/);
    expect(output).toContain('(no changes)');
    expect(await remembered()).toEqual(before);
    expect(before).toEqual(givenSettings(before));
  },
  timeout,
);

test('without a region nothing is guessed', async () => {
  expect(await deploy('--stage', 'local')).toEqual({
    code: 1,
    output: expect.stringMatching(/The region is required\. Set it with --region/),
  });
});

test('an account is bootstrapped for the CDK only if somebody confirms it, after reading what that grants', async () => {
  const words = ['--stage', 'test-new', '--senderEmail', 'posthorn@example.com', '--bootstrapQualifier', 'platform'];
  const { code, output } = await deploy(...words, '--region', localRegion);
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringMatching(/Deploys posthorn-test-new into account/),
  });
  expect(output).toMatch(/cdk-platform-cfn-exec-role-.* AdministratorAccess/);
  expect(output).toMatch(/Bootstrap the account\? There is no terminal to answer on: use --yes/);
});

test('a stack that remembers nothing is not deployed with defaults unless somebody says so', async () => {
  const client = new SSMClient(clientSettings(endpoint));
  const Name = '/posthorn/local/settings';
  const Value = JSON.stringify(await remembered());
  await client.send(new DeleteParameterCommand({ Name }));
  try {
    const words = ['--stage', 'local', '--senderEmail', 'posthorn@example.com', '--region', localRegion];
    expect(await deploy(...words)).toEqual({
      code: 1,
      output: expect.stringMatching(
        /Posthorn-local exists but has no stored settings: .* There is no terminal to answer on/,
      ),
    });
  } finally {
    await client.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
  }
});

describe('what a deployment finds', () => {
  const environment = { account: localAccount, access: clientSettings(endpoint) };

  test.each([
    ['its own', { identity: 'posthorn@example.com', stackName: 'Posthorn-local' }, false],
    ['that of another stage', { identity: 'posthorn@example.com', stackName: 'Posthorn-other' }, true],
    ['one that SES does not know', { identity: 'nobody@example.com', stackName: 'Posthorn-local' }, false],
  ])("a sender's identity is %s", async (_, asked, isOthers) => {
    expect(await isIdentityOfOthers(environment, asked)).toBe(isOthers);
  });

  test.each([
    ['hnb659fds', true],
    ['platform', false],
  ])('the account is prepared for the CDK with the qualifier %s or not', async (qualifier, isPrepared) => {
    expect(await isBootstrapped(environment, qualifier)).toBe(isPrepared);
  });

  test('a stage that is not there remembers nothing', async () => {
    expect(await readRememberedSettings(environment, 'other')).toBeUndefined();
    expect(await readStackOutputs(environment, 'Posthorn-other')).toBeUndefined();
  });
});

describe('--check', () => {
  test(
    'tries a stage from end to end, and leaves nothing behind',
    async () => {
      const output = await succeed('--check', '--stage', 'local');
      for (const done of [
        /Deliver it to the API itself: done/,
        /Retry a delivery that fails: done/,
        /Mail alarms@example\.com about it: done/,
        /Raise the alarm posthorn-local-api-server-errors: sent to posthorn-local-alarms-page/,
        /Raise the alarm posthorn-local-mails-refused: sent to posthorn-local-alarms-notice/,
        /Delete the space check-\w+: done/,
      ]) {
        expect(output).toMatch(done);
      }
      const [mail] = await mailsTo('alarms@example.com', endpoint);
      expect(mail?.text).toContain('Fails on purpose: nothing is wrong');
    },
    timeout,
  );

  test('reports an alarm whose topic lets nobody publish', async () => {
    const name = 'posthorn-mute-alarms-page';
    const topic = `arn:aws:sns:${localRegion}:${localAccount}:${name}`;
    // As a topic's own policy is with `enforceSSL` alone.
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const policy = {
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: topic, Condition }],
    };
    await createTopic(name, policy);
    await new CloudWatchClient(clientSettings(endpoint)).send(
      new PutMetricAlarmCommand({
        AlarmName: 'posthorn-mute-api-server-errors',
        AlarmActions: [topic],
        Namespace: 'Posthorn/mute',
        MetricName: 'None',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    const settings = parseStageSettings({ stage: 'mute', senderEmail: 'posthorn@example.com' });
    const stage = { settings, access: clientSettings(endpoint), outputs: {} };
    await expect(checkAlarms(stage, new Progress(() => {}))).rejects.toThrow(
      /posthorn-mute-api-server-errors sends no notification\. CloudWatch reports: Failed to execute action/,
    );
  });
});

/** No SDK of ours speaks to SNS; the emulator looks at no signature, only at the service it names. */
async function createTopic(name: string, policy: object): Promise<void> {
  const credential = `Credential=test/20260101/${localRegion}/sns/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({
      Action: 'CreateTopic',
      Version: '2010-03-31',
      Name: name,
      'Attributes.entry.1.key': 'Policy',
      'Attributes.entry.1.value': JSON.stringify(policy),
    }),
  });
  expect(response.status).toBe(200);
}
