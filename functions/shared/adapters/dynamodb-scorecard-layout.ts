import { type ScorecardFields, scorecardFields } from '../domain/scorecard.ts';
import type { ResourceLayout } from './dynamodb-resource-store.ts';

export const scorecardLayout: ResourceLayout<ScorecardFields> = {
  prefix: () => 'SCORECARD#',
  fields: scorecardFields,
};
