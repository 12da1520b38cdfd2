import { CfnOutput, DefaultStackSynthesizer, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { Posthorn } from './posthorn.ts';
import { isProduction, type StageSettings, settingsParameterName } from './stage-settings.ts';

export type PosthornStackProps = StackProps &
  Readonly<{
    settings: StageSettings;
    /** Those of them that were given, which the stage stores. */
    given: Readonly<Record<string, unknown>>;
    /** Folder that holds the functions' bundles. */
    bundles: string;
  }>;

/** One stage of Posthorn as a stack. Its outputs are what operators and tests need, under the runbook's names. */
export class PosthornStack extends Stack {
  constructor(scope: Construct, id: string, { settings, given, bundles, ...props }: PosthornStackProps) {
    const { stage, bootstrapQualifier: qualifier, permissionsBoundary } = settings;
    const tags = { ...settings.tags, 'posthorn:stage': stage };
    super(scope, id, {
      synthesizer: new DefaultStackSynthesizer({ qualifier }),
      terminationProtection: isProduction(settings),
      tags,
      ...props,
    });
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);
    if (permissionsBoundary !== undefined) {
      const boundary = ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', permissionsBoundary);
      PermissionsBoundary.of(this).apply(boundary);
    }
    this.storeSettings(stage, given);
    const { outputs } = new Posthorn(this, 'Posthorn', { ...settings, bundles });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  /** Stores the stage's settings with the stage, so that a later deployment need not repeat them. */
  private storeSettings(stage: string, given: Readonly<Record<string, unknown>>): void {
    new StringParameter(this, 'Settings', {
      parameterName: settingsParameterName(stage),
      description: `Settings of Posthorn ${stage}; npm run deploy reads them`,
      stringValue: JSON.stringify(given),
      // A standard parameter holds 4 KB, which long lists could exceed.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
  }
}
