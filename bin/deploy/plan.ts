import type { DeployCommand } from './arguments.ts';
import type { AwsEnvironment } from './aws-environment.ts';
import { asText, type SettingLine } from './remembered-settings.ts';

export type Plan = Readonly<{
  command: DeployCommand;
  environment: AwsEnvironment;
  lines: readonly SettingLine[];
  /** Whether SES knows the sender's identity from elsewhere, so that the stage uses it as it is. */
  sharesIdentity: boolean;
}>;

const notes: Readonly<Record<SettingLine['status'], string>> = {
  remembered: '',
  given: '   (new)',
  changed: '   (changed)',
  dropped: '   (dropped)',
};

const verbs: Readonly<Record<DeployCommand['task'], string>> = {
  deploy: 'Deploys',
  diff: 'Compares',
  check: 'Checks',
};

const prepositions: Readonly<Record<DeployCommand['task'], string>> = { deploy: 'into', diff: 'with', check: 'in' };

/** Says what goes where, before anything is done. */
export function describePlan({ command: { task, stage }, environment, lines, sharesIdentity }: Plan): string {
  const { account, access } = environment;
  const width = Math.max(...lines.map(({ name }) => name.length));
  return [
    `${verbs[task]} posthorn-${stage} ${prepositions[task]} account ${account}, ${access.region}, with:`,
    ...lines.map(({ name, value, status }) => `  ${name.padEnd(width)}  ${asText(value)}${notes[status]}`),
    ...(sharesIdentity
      ? [
          'The senderIdentity already exists in SES (from another stage or created manually): this stage uses it and does not manage it.',
        ]
      : []),
  ].join('\n');
}

/** What bootstrapping makes, and which rights it gives. */
export function describeBootstrap({ account, access }: AwsEnvironment, qualifier: string): string {
  const role = (name: string) => `cdk-${qualifier}-${name}-role-${account}-${access.region}`;
  return `The account is not bootstrapped for the CDK in ${access.region}. Bootstrapping creates a stack with a bucket, a repository and these roles, which only
principals of account ${account} can assume:

  ${role('cfn-exec')}     assumed by CloudFormation, with AdministratorAccess
  ${role('deploy')}       starts CloudFormation, and passes it the role above
  ${role('file-publishing')}, ${role('image-publishing')}   write to the bucket and the repository
  ${role('lookup')}       ReadOnlyAccess

To give CloudFormation fewer permissions, bootstrap the account yourself with policies of your choice, and deploy again:

  npx cdk bootstrap aws://${account}/${access.region} --cloudformation-execution-policies <policy ARN>
`;
}
