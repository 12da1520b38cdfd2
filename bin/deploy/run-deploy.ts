import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { defaultQualifier, type StageSettings, stackNameOf } from '../../lib/stage-settings.ts';
import { projectDirectory } from '../shared/project-directory.ts';
import type { DeployCommand } from './arguments.ts';
import {
  type AwsEnvironment,
  isBootstrapped,
  isIdentityOfOthers,
  readRememberedSettings,
  readStackOutputs,
  resolveEnvironment,
} from './aws-environment.ts';
import { runCdk } from './cdk-command.ts';
import { checkStage } from './check/check-stage.ts';
import { confirm } from './confirm.ts';
import { nextSteps } from './next-steps.ts';
import { describeBootstrap, describePlan } from './plan.ts';
import { asContext, mergeSettings, type NamedSettings } from './remembered-settings.ts';

type Work = Readonly<{
  command: DeployCommand;
  environment: AwsEnvironment;
  /** What the stage remembered when the work began. */
  remembered: NamedSettings | undefined;
  settings: StageSettings;
  /** The context of the CDK app. */
  context: readonly string[];
  /** Whether the account was bootstrapped; else it is now. */
  isPrepared: boolean;
}>;

/** Does what the command line asks for, after saying what goes where. Returns whether it succeeded. */
export async function runDeploy(command: DeployCommand): Promise<boolean> {
  const { stage } = command;
  const environment = await resolveEnvironment(command);
  const stackName = stackNameOf(stage);
  const [remembered, outputs] = await Promise.all([
    readRememberedSettings(environment, stage),
    readStackOutputs(environment, stackName),
  ]);
  if (command.task === 'check' && (remembered === undefined || outputs === undefined)) {
    return refuse(
      `The stage ${stage} does not exist in account ${environment.account}, ${environment.access.region}: deploy it first.`,
    );
  }
  const merged = mergeSettings(remembered ?? {}, { given: { ...command.given, stage }, drop: command.drop });
  if (merged.kind === 'refused') return refuse(`${merged.reason}\n\nAll settings: npm run deploy -- --help`);
  const { settings, lines } = merged;
  const sharesIdentity = await sharesSenderIdentity(environment, settings);
  console.log(`${describePlan({ command, environment, lines, sharesIdentity })}\n`);
  if (command.task === 'check') return checkStage({ settings, access: environment.access, outputs: outputs ?? {} });
  const isForgotten = outputs !== undefined && remembered === undefined;
  if (command.task === 'deploy' && isForgotten && !(await confirms(command, forgotten(stackName)))) return false;
  const isPrepared = command.task === 'diff' || (await isBootstrapped(environment, settings.bootstrapQualifier));
  if (!isPrepared) {
    console.log(describeBootstrap(environment, settings.bootstrapQualifier));
    if (!(await confirms(command, 'Bootstrap the account?'))) return false;
  }
  const context = asContext(merged.named, { sharesIdentity });
  return deploy({ command, environment, remembered, settings, context, isPrepared });
}

async function sharesSenderIdentity(
  environment: AwsEnvironment,
  { stage, senderIdentity }: StageSettings,
): Promise<boolean> {
  if (senderIdentity === undefined) return false;
  return isIdentityOfOthers(environment, { identity: senderIdentity, stackName: stackNameOf(stage) });
}

/** Builds once, so that what is compared and deployed is the same. */
async function deploy({ command, environment, remembered, settings, context, isPrepared }: Work): Promise<boolean> {
  const { access } = environment;
  const stackName = stackNameOf(settings.stage);
  const assembly = join(projectDirectory, 'cdk.out', settings.stage);
  if (!(await runCdk(['synth', '--quiet', '--output', assembly, ...context], access))) return false;
  if (command.task === 'diff') return runCdk(['diff', stackName, '--app', assembly], access);
  if (!isPrepared && !(await runCdk(bootstrapping({ environment, settings, assembly }), access))) return false;
  // Whoever deployed meanwhile would be undone.
  if (!isDeepStrictEqual(await readRememberedSettings(environment, settings.stage), remembered)) {
    return refuse('The stage was deployed with other settings in the meantime: try again.');
  }
  const how = ['--app', assembly, '--require-approval', 'never'];
  if (!(await runCdk(['deploy', stackName, ...how], access))) return false;
  const outputs = (await readStackOutputs(environment, stackName)) ?? {};
  console.log(`\n${nextSteps(settings, { outputs, region: access.region })}`);
  return true;
}

/** How the CDK prepares the account as the stage needs it. */
function bootstrapping({
  environment: { account, access },
  settings: { bootstrapQualifier: qualifier, permissionsBoundary },
  assembly,
}: Pick<Work, 'environment' | 'settings'> & Readonly<{ assembly: string }>): readonly string[] {
  const own =
    qualifier === defaultQualifier ? [] : ['--qualifier', qualifier, '--toolkit-stack-name', `CDKToolkit-${qualifier}`];
  const [, boundary] = permissionsBoundary?.split(':policy/') ?? [];
  const bounded = boundary === undefined ? [] : ['--custom-permissions-boundary', boundary];
  return ['bootstrap', `aws://${account}/${access.region}`, '--app', assembly, ...own, ...bounded];
}

const forgotten = (stackName: string) =>
  `The stack ${stackName} exists but has no stored settings: settings that are not listed above get their defaults. Continue?`;

async function confirms({ yes }: DeployCommand, question: string): Promise<boolean> {
  return yes || (await confirm(question));
}

function refuse(reason: string): boolean {
  console.error(reason);
  return false;
}
