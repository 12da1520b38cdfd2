import type { Target } from '../../domain/target.ts';

/** The resources in a path before the one that it names. */
type PathParents = Readonly<{ space: string; webhookId?: string | undefined; ruleId?: string | undefined }>;

/**
 * Checks whether the resources in a path exist, at the moment of the call. What belongs to a deleted space, webhook or
 * rule is purged by a job; until then this check makes it unreachable.
 */
export interface ParentFinder {
  /** The first parent that does not exist, checked from the space down. */
  findMissing(parents: PathParents): Promise<'space' | 'webhook' | 'rule' | undefined>;
}

/** Checks which of an event's targets exist, at the moment of the call. */
export interface TargetFinder {
  /** Those of the webhooks and rules that exist in the space, in their order. No target may be given twice. */
  existing(space: string, targets: readonly Target[]): Promise<readonly Target[]>;
}
