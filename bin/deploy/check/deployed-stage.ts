import type { StageSettings } from '../../../lib/stage-settings.ts';
import type { AwsAccess } from '../aws-environment.ts';

/** A stage as it was deployed. */
export type DeployedStage = Readonly<{
  settings: StageSettings;
  access: AwsAccess;
  /** The stack's, by name. */
  outputs: Readonly<Record<string, string>>;
}>;

export function outputOf({ outputs }: DeployedStage, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}: deploy it again`);
  return value;
}
