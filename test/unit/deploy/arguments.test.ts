import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseDeployArguments, usage } from '../../../bin/deploy/arguments.ts';
import { nextSteps } from '../../../bin/deploy/next-steps.ts';
import { parseStageSettings, settingDescriptions } from '../../../lib/stage-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'posthorn-deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const least = ['--stage', 'prod', '--senderEmail', 'hooks@example.com'];

describe('the command line of a deployment', () => {
  test('names settings one by one', () => {
    expect(parseDeployArguments([...least, '--region', 'eu-west-1', '--retentionDays', '7'])).toMatchObject({
      kind: 'deploy',
      settings: { stage: 'prod', retentionDays: 7 },
      cdk: { region: 'eu-west-1' },
    });
  });

  test('takes them from a file, and a named one goes first', () => {
    const file = join(folder, 'prod.json');
    writeFileSync(file, JSON.stringify({ stage: 'prod', senderEmail: 'hooks@example.com', retentionDays: 7 }));
    expect(parseDeployArguments(['--settings', file, '--retentionDays', '8', '--diff'])).toMatchObject({
      kind: 'diff',
      settings: { retentionDays: 8 },
    });
  });

  test.each([
    [['--stage', 'prod'], /senderEmail: .*give it with --senderEmail/],
    [[...least, '--retentoin', '7'], /Unknown option '--retentoin'/],
    [[...least, '--allowedCidrs', '10.0.0.0/8'], /allowedCidrs: .* refused in the production stage "prod"/],
    [['--settings', join(folder, 'none.json')], /--settings .*none\.json: give a file with one JSON object/],
  ])('refuses %j with the remedy', (words, reason) => {
    expect(parseDeployArguments(words)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test('helps with every setting', () => {
    expect(parseDeployArguments(['--help'])).toEqual({ kind: 'help' });
    for (const name of Object.keys(settingDescriptions)) expect(usage()).toContain(`--${name}\n`);
  });
});

test("help says what a topic of one's own must allow", () => {
  expect(usage()).toMatch(/--pageTopicArn\n.*cloudwatch\.amazonaws\.com.*sns:Publish.*KMS key/);
});

test('after a deployment it is said how to go on, and nothing that does not concern the stage', () => {
  const settings = parseStageSettings({
    stage: 'prod',
    senderEmail: 'hooks@example.com',
    senderIdentity: 'example.com',
  });
  const steps = nextSteps(settings, {
    ApiUrl: 'https://api.example.com',
    AdminKeySecretArn: 'arn:secret',
    BusName: 'posthorn-prod',
    SenderDnsRecords: 'a CNAME b ; c CNAME d',
  });
  expect(steps).toContain('a CNAME b\n     c CNAME d');
  expect(steps).toContain("--secret-id 'arn:secret'");
  expect(steps).toContain('aws lambda get-account-settings');
  expect(steps).toContain('aws cloudwatch set-alarm-state --alarm-name posthorn-prod-api-errors ');
  expect(steps).not.toMatch(/EgressAddresses|undefined|confirm/);
});
