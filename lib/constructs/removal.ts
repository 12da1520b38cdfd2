import { RemovalPolicy } from 'aws-cdk-lib';
import { isProduction, type StageSettings } from '../stage-settings.ts';

/**
 * What happens to data, secrets and logs when a stage is deleted: production retains them, other stages delete them. A
 * deployment that is rolled back deletes what it had just created, or the next one would find the names in use.
 */
export function removalPolicyOf(settings: Pick<StageSettings, 'stage'>): RemovalPolicy {
  return isProduction(settings) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
