import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { parseStageSettings, type StageSettings, settingDescriptions } from '../../lib/stage-settings.ts';

/** What the command line asks for: the stage's settings, checked and as they were given. */
export type DeployArguments =
  | Readonly<{
      kind: 'deploy' | 'diff';
      settings: StageSettings;
      given: Readonly<Record<string, unknown>>;
      cdk: CdkOptions;
    }>
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

/** Which account and region, as the AWS command line takes them; else those of the environment. */
type CdkOptions = Readonly<{ profile?: string | undefined; region?: string | undefined }>;

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
        profile: { type: 'string' },
        region: { type: 'string' },
        diff: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { settings: file, profile, region, diff, help, ...named } = values;
    if (help) return { kind: 'help' };
    const given = { ...(typeof file === 'string' && readSettings(file)), ...named };
    const settings = parseStageSettings(given, (name) => `--${name} …`);
    return { kind: diff ? 'diff' : 'deploy', settings, given, cdk: { profile: text(profile), region: text(region) } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', reason };
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readSettings(file: string): Readonly<Record<string, unknown>> {
  try {
    return settingsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`--settings ${file}: give a file with one JSON object, for example {"stage": "prod", …}`, {
      cause,
    });
  }
}

/** Help, with every setting; a setting's description is kept where the setting is. */
export function usage(): string {
  const settings = Object.entries(settingDescriptions).map(([name, what]) => `  --${name}\n      ${what}`);
  return `Deploys a stage of Posthorn into the AWS account that your credentials are for.

  npm run deploy -- --stage prod --senderEmail webhooks@example.com
  npm run deploy -- --settings prod.json          settings from a file, one JSON object
  npm run deploy -- --settings prod.json --diff   what would change, without changing it

  --profile, --region   as for the AWS command line

Settings:

${settings.join('\n')}`;
}
