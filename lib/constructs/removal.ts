import { RemovalPolicy } from 'aws-cdk-lib';
import { isProduction, type StageSettings } from '../stage-settings.ts';

/**
 * What becomes of data, secrets and logs when a stage is taken down: production keeps them, other stages throw them away.
 * A deployment that is rolled back takes along what it had just made, else the next one would find its names taken.
 */
export function removalPolicyOf(settings: Pick<StageSettings, 'stage'>): RemovalPolicy {
  return isProduction(settings) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
