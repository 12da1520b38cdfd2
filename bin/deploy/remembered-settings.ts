import {
  givenSettings,
  parseStageSettings,
  type StageSettings,
  settingDescriptions,
} from '../../lib/stage-settings.ts';

/** Settings by name, as they are given and remembered: without those that have their defaults. */
export type NamedSettings = Readonly<Record<string, unknown>>;

/** What becomes of a setting. */
export type SettingLine = Readonly<{
  name: string;
  value: unknown;
  status: 'remembered' | 'given' | 'changed' | 'dropped';
}>;

export type Merged =
  | Readonly<{ kind: 'merged'; settings: StageSettings; named: NamedSettings; lines: readonly SettingLine[] }>
  | Readonly<{ kind: 'refused'; reason: string }>;

/**
 * The settings of a deployment: those that the stage remembers, but for what is given anew or dropped by name. Nothing is
 * forgotten because it was not given again.
 */
export function mergeSettings(
  remembered: NamedSettings,
  { given, drop }: Readonly<{ given: NamedSettings; drop: readonly string[] }>,
): Merged {
  const absent = drop.filter((name) => !(name in remembered));
  if (absent.length > 0) {
    const known = Object.keys(remembered).join(', ') || 'none';
    return { kind: 'refused', reason: `--drop ${absent.join(', ')}: the stage has no such setting (${known})` };
  }
  const kept = Object.fromEntries(Object.entries(remembered).filter(([name]) => !drop.includes(name)));
  const together = { ...kept, ...given };
  try {
    const named = givenSettings(together, asOption);
    const lines = [
      ...Object.entries(named).map(([name, value]) => ({
        name,
        value,
        status: statusOf(name, value, { remembered, given }),
      })),
      ...drop.map((name) => ({ name, value: remembered[name], status: 'dropped' as const })),
    ];
    return { kind: 'merged', settings: parseStageSettings(together, asOption), named, lines };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', reason: [reason, ...obsoleteIn(kept)].join('\n') };
  }
}

function asOption(name: string): string {
  return `--${name} …`;
}

/** What an earlier version knew, and this one does not: only whoever deploys can say whether it may go. */
function obsoleteIn(kept: NamedSettings): readonly string[] {
  const names = Object.keys(kept).filter((name) => !(name in settingDescriptions));
  return names.map((name) => `  ${name} is a setting of an earlier version: remove it with --drop ${name}`);
}

function statusOf(
  name: string,
  value: unknown,
  { remembered, given }: Readonly<{ remembered: NamedSettings; given: NamedSettings }>,
): SettingLine['status'] {
  if (!(name in remembered)) return 'given';
  const isAlike = JSON.stringify(value) === JSON.stringify(remembered[name]);
  return name in given && !isAlike ? 'changed' : 'remembered';
}

/**
 * The settings as the context of the CDK app. An identity that another stage made is not the app's to make: CloudFormation
 * would find it there, and fail.
 */
export function asContext(
  named: NamedSettings,
  { sharesIdentity }: Readonly<{ sharesIdentity: boolean }>,
): readonly string[] {
  return Object.entries(named)
    .filter(([name]) => !(sharesIdentity && name === 'senderIdentity'))
    .flatMap(([name, value]) => ['-c', `${name}=${asText(value)}`]);
}

/** A setting as a command line gives it. */
export function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, part]) => `${name}=${String(part)}`)
      .join(',');
  }
  return String(value);
}
