import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';

export type StageParametersProps = Readonly<{ settings: StageSettings; busName: string; apiUrl: string }>;

/** Stores where the stage is for other stacks and scripts of the account, under names that they know beforehand. */
export class StageParameters extends Construct {
  constructor(scope: Construct, id: string, { settings, busName, apiUrl }: StageParametersProps) {
    super(scope, id);
    const { stage } = settings;
    new StringParameter(this, 'BusName', {
      parameterName: `/posthorn/${stage}/bus-name`,
      description: `Name of the event bus of Posthorn ${stage}`,
      stringValue: busName,
    });
    new StringParameter(this, 'ApiUrl', {
      parameterName: `/posthorn/${stage}/api-url`,
      description: `URL of the management API of Posthorn ${stage}`,
      stringValue: apiUrl,
    });
  }
}
