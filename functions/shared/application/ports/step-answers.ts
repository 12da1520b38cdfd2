import type { StepAnswer } from '../../domain/execution.ts';

export type ExecutionRef = Readonly<{ ruleId: string; executionId: string }>;

/** The answers that a waiting execution still has to pass on, and since when they have been stored. ISO 8601. */
export type NeededAnswers = ExecutionRef & Readonly<{ names: readonly string[]; since: string }>;

/** Stores the answers to steps of executions, each apart: together they are too large for a message or a record. */
export interface StepAnswers {
  /** Stores an answer under its name; the same name again is the same answer. */
  put(answer: ExecutionRef & Readonly<{ name: string; answer: StepAnswer }>): Promise<void>;
  /** Ensures that the answers are kept for half of the retention at least, as {@link EventStore.keep} does. */
  keep(answers: readonly NeededAnswers[]): Promise<void>;
  /** In the order of the names; an answer that has expired is undefined. */
  find(query: ExecutionRef & Readonly<{ names: readonly string[] }>): Promise<readonly (StepAnswer | undefined)[]>;
}
