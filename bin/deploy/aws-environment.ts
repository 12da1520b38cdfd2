import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { settingsParameterName } from '../../lib/stage-settings.ts';
import type { NamedSettings } from './remembered-settings.ts';

/** How AWS is asked: whose credentials, and where. */
export type AwsAccess = Readonly<{ region: string; profile?: string | undefined }>;

/** The account and region that a command is for. */
export type AwsEnvironment = Readonly<{ account: string; access: AwsAccess }>;

const regionMissing = `The region is required. Set it with --region …, for example --region eu-west-1, or with AWS_REGION.
A stage is searched for where it was deployed, so that the region is never guessed.`;

/** Finds out where a command goes. Rejects with the remedy if no region is named, or AWS does not know the caller. */
export async function resolveEnvironment(
  given: Readonly<{ profile: string | undefined; region: string | undefined }>,
): Promise<AwsEnvironment> {
  const { profile } = given;
  const region =
    given.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? (await configured(profile));
  if (region === undefined) throw new Error(regionMissing);
  const access = { region, profile };
  try {
    const { Account } = await new STSClient(access).send(new GetCallerIdentityCommand());
    if (Account === undefined) throw new Error('it names no account');
    return { account: Account, access };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The AWS account could not be determined: ${why}\nCheck that this command succeeds: aws sts get-caller-identity --region ${region}${profile === undefined ? '' : ` --profile ${profile}`}`,
      { cause },
    );
  }
}

/** The region in the AWS command line's own configuration. */
async function configured(profile: string | undefined): Promise<string | undefined> {
  try {
    return await new STSClient({ profile }).config.region();
  } catch {
    // The SDK has no other way to say that none is configured.
    return undefined;
  }
}

const named = z.record(z.string(), z.unknown());

/** What the stage was deployed with; undefined if it remembers nothing. */
export async function readRememberedSettings(
  { access }: AwsEnvironment,
  stage: string,
): Promise<NamedSettings | undefined> {
  const text = await readParameter(access, settingsParameterName(stage));
  return text === undefined ? undefined : named.parse(JSON.parse(text));
}

/** Whether the CDK may deploy here: every bootstrapped account and region has this parameter. */
export async function isBootstrapped({ access }: AwsEnvironment, qualifier: string): Promise<boolean> {
  return (await readParameter(access, `/cdk-bootstrap/${qualifier}/version`)) !== undefined;
}

async function readParameter(access: AwsAccess, name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await new SSMClient(access).send(new GetParameterCommand({ Name: name }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

/** A stack that was never whole has nothing in it that a deployment could forget; the CDK clears it away. */
const neverDeployed = [
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'REVIEW_IN_PROGRESS',
  'DELETE_COMPLETE',
];

/** The outputs of a stack; undefined if there is no such stack, or its first deployment failed. */
export async function readStackOutputs(
  { access }: AwsEnvironment,
  stackName: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { Stacks } = await new CloudFormationClient(access).send(new DescribeStacksCommand({ StackName: stackName }));
    const [stack] = Stacks ?? [];
    if (stack === undefined || neverDeployed.includes(stack.StackStatus ?? '')) return undefined;
    return Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Whether SES knows the identity from elsewhere: another stage or somebody's hand made it, so that this one cannot. */
export async function isIdentityOfOthers(
  { access }: AwsEnvironment,
  { identity, stackName }: Readonly<{ identity: string; stackName: string }>,
): Promise<boolean> {
  try {
    await new SESv2Client(access).send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
  return !(await ownResources(access, stackName)).includes(identity);
}

async function ownResources(access: AwsAccess, stackName: string): Promise<readonly string[]> {
  try {
    const own: string[] = [];
    const pages = paginateListStackResources({ client: new CloudFormationClient(access) }, { StackName: stackName });
    for await (const { StackResourceSummaries = [] } of pages) {
      own.push(...StackResourceSummaries.map(({ PhysicalResourceId = '' }) => PhysicalResourceId));
    }
    return own;
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** CloudFormation has no error of its own for a stack that is not there. */
function isAbsent(error: unknown): boolean {
  return error instanceof CloudFormationServiceException && /does not exist/.test(error.message);
}
