import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Posthorn } from './posthorn.ts';
import type { StageSettings } from './stage-settings.ts';

export type PosthornStackProps = StackProps &
  Readonly<{
    settings: StageSettings;
    /** Folder that holds the functions' bundles. */
    bundles: string;
  }>;

/** One stage of Posthorn as a stack of its own. Prints what operators and tests rely on, under the runbook's names. */
export class PosthornStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles, ...props }: PosthornStackProps) {
    super(scope, id, props);
    const { outputs } = new Posthorn(this, 'Posthorn', { ...settings, bundles });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
