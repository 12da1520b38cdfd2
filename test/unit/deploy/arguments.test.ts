import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseDeployArguments, usage } from '../../../bin/deploy/arguments.ts';
import { settingDescriptions } from '../../../lib/stage-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'posthorn-deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line of a deployment', () => {
  test('names settings one by one', () => {
    expect(parseDeployArguments(['--stage', 'prod', '--region', 'eu-west-1', '--retentionDays', '7'])).toEqual({
      kind: 'run',
      command: {
        task: 'deploy',
        stage: 'prod',
        given: { stage: 'prod', retentionDays: '7' },
        drop: [],
        yes: false,
        profile: undefined,
        region: 'eu-west-1',
      },
    });
  });

  test('takes them from a file, and a named one goes first', () => {
    const file = join(folder, 'prod.json');
    writeFileSync(file, JSON.stringify({ stage: 'prod', senderEmail: 'hooks@example.com', retentionDays: 7 }));
    expect(parseDeployArguments(['--settings', file, '--retentionDays', '8', '--diff'])).toMatchObject({
      command: {
        task: 'diff',
        stage: 'prod',
        given: { senderEmail: 'hooks@example.com', retentionDays: '8' },
      },
    });
  });

  test('drops settings by name', () => {
    const words = ['--stage', 'prod', '--drop', 'domainName', '--drop', 'certificateArn', '--yes', '--profile', 'ops'];
    expect(parseDeployArguments(words)).toMatchObject({
      command: { task: 'deploy', drop: ['domainName', 'certificateArn'], yes: true, profile: 'ops' },
    });
  });

  test('checks a stage that is deployed', () => {
    expect(parseDeployArguments(['--check', '--stage', 'prod'])).toMatchObject({
      command: { task: 'check', stage: 'prod' },
    });
  });

  test.each([
    [[], /stage: is required. Set it with --stage/],
    [['--stage', 'prod', '--retentoin', '7'], /Unknown option '--retentoin'/],
    [['--settings', join(folder, 'none.json')], /--settings .*none\.json: must be a file with one JSON object/],
    [['--stage', 'prod', '--drop', 'stage'], /--drop stage: to delete a stage, use CloudFormation/],
    [['--stage', 'prod', '--drop', 'logLevel', '--logLevel', 'INFO'], /--drop logLevel: the setting is also set/],
    [['--stage', 'prod', '--check', '--logLevel', 'INFO'], /--check uses the settings of the deployed stage/],
    [['--stage', 'prod', '--check', '--drop', 'logLevel'], /--check uses the settings of the deployed stage/],
  ])('refuses %j with the remedy', (words, reason) => {
    expect(parseDeployArguments(words)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test('helps with every setting', () => {
    expect(parseDeployArguments(['--help'])).toEqual({ kind: 'help' });
    for (const name of Object.keys(settingDescriptions)) expect(usage()).toContain(`--${name}\n`);
  });

  test("says what a topic and a key that are not the stage's must allow", () => {
    expect(usage()).toMatch(/--pageTopicArn\n.*cloudwatch\.amazonaws\.com.*sns:Publish.*KMS key/);
    expect(usage()).toMatch(/--kmsKeyArn\n.*docs\/security\.md/);
  });
});
