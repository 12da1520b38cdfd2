import type { Target } from '../../domain/target.ts';

/** What a path leads through before it comes to the thing it names. */
type PathParents = Readonly<{ space: string; webhookId?: string | undefined; ruleId?: string | undefined }>;

/**
 * Tells whether what a path leads through exists, at the moment of the call. What lies below a deleted space, webhook or
 * rule is purged by a job; until then this keeps it out of reach.
 */
export interface ParentFinder {
  /** The first parent that does not exist, the space before all else. */
  findMissing(parents: PathParents): Promise<'space' | 'webhook' | 'rule' | undefined>;
}

/** Tells which of an event's targets exist, at the moment of the call. */
export interface TargetFinder {
  /** Those of the webhooks and rules that exist in the space, in their order. No target may be named twice. */
  existing(space: string, targets: readonly Target[]): Promise<readonly Target[]>;
}
