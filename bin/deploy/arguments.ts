import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { settingDescriptions } from '../../lib/stage-settings.ts';

/** What the command line asks for. */
export type DeployArguments =
  | Readonly<{ kind: 'run'; command: DeployCommand }>
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

export type DeployCommand = Readonly<{
  task: 'deploy' | 'diff' | 'check';
  stage: string;
  /** Settings as they were given, not yet checked: the stage may remember others. */
  given: Readonly<Record<string, unknown>>;
  /** Names of settings that the stage is to forget. */
  drop: readonly string[];
  /** Whether every question is answered with yes. */
  yes: boolean;
  /** Which credentials and region, as the AWS command line takes them; else those of the environment. */
  profile: string | undefined;
  region: string | undefined;
}>;

const settingOptions = Object.fromEntries(
  Object.keys(settingDescriptions).map((name) => [name, { type: 'string' }] as const),
);

const settingsFile = z.record(z.string(), z.unknown());

/** Reads the command line (without `node` and the script). Never throws: what it cannot read it refuses with the remedy. */
export function parseDeployArguments(words: readonly string[]): DeployArguments {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        ...settingOptions,
        settings: { type: 'string' },
        drop: { type: 'string', multiple: true },
        profile: { type: 'string' },
        region: { type: 'string' },
        diff: { type: 'boolean' },
        check: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { settings: file, drop, profile, region, diff, check, yes, help, ...named } = values;
    if (help) return { kind: 'help' };
    const given = { ...(typeof file === 'string' && readSettings(file)), ...named };
    return asCommand({
      task: check ? 'check' : diff ? 'diff' : 'deploy',
      given,
      drop: Array.isArray(drop) ? drop.map(String) : [],
      yes: yes === true,
      profile: text(profile),
      region: text(region),
    });
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function asCommand(command: Omit<DeployCommand, 'stage'>): DeployArguments {
  const { stage, ...others } = command.given;
  if (typeof stage !== 'string') return refused('stage: is required. Set it with --stage …, for example --stage prod');
  if (command.drop.includes('stage'))
    return refused('--drop stage: to delete a stage, use CloudFormation (see the runbook)');
  const both = command.drop.filter((name) => name in others);
  if (both.length > 0) return refused(`--drop ${both.join(', ')}: the setting is also set; use one of the two`);
  if (command.task === 'check' && (command.drop.length > 0 || Object.keys(others).length > 0)) {
    return refused('--check uses the settings of the deployed stage: remove all settings except --stage');
  }
  return { kind: 'run', command: { ...command, stage } };
}

function refused(reason: string): DeployArguments {
  return { kind: 'refused', reason };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readSettings(file: string): Readonly<Record<string, unknown>> {
  try {
    return settingsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`--settings ${file}: must be a file with one JSON object, for example {"stage": "prod", …}`, {
      cause,
    });
  }
}

/** Help, with every setting; a setting's description is kept where the setting is. */
export function usage(): string {
  const settings = Object.entries(settingDescriptions).map(([name, what]) => `  --${name}\n      ${what}`);
  return `Deploys a stage of Posthorn into the AWS account of your credentials.

  npm run deploy -- --stage prod --region eu-west-1 --senderEmail webhooks@example.com
  npm run deploy -- --stage prod --region eu-west-1 --retentionDays 60   changes one setting
  npm run deploy -- --stage prod --region eu-west-1 --drop oidcIssuer    removes one
  npm run deploy -- --stage prod --region eu-west-1 --diff     shows the changes without deploying them
  npm run deploy -- --stage prod --region eu-west-1 --check    tests the deployed stage

  --settings file.json  settings from a file with one JSON object; options take precedence
  --drop name           removes a setting; can be repeated
  --yes                 answers all questions with yes
  --profile, --region   as for the AWS CLI

The settings of a stage are stored in the SSM parameter /posthorn/<stage>/settings: a later deployment needs only those that
change.

Settings:

${settings.join('\n')}`;
}
