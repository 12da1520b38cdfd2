import type { ScorecardFields } from '../../domain/scorecard.ts';

export type ScorecardRef = Readonly<{ space: string; scorecardId: string }>;

/** Reads scorecards as they are at the moment of the call. */
export interface ScorecardDirectory {
  /** In the order of the references, which may repeat; unknown ones are undefined. One read for all. */
  find(refs: readonly ScorecardRef[]): Promise<readonly (ScorecardFields | undefined)[]>;
}
