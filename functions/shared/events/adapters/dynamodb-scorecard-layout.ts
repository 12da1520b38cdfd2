import type { ResourceLayout } from '../../platform/adapters/dynamodb-resource-store.ts';
import { type ScorecardFields, scorecardFields } from '../domain/scorecard.ts';

export const scorecardLayout: ResourceLayout<ScorecardFields> = {
  prefix: () => 'SCORECARD#',
  fields: scorecardFields,
};
