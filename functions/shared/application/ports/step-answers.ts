import type { StepAnswer } from '../../domain/execution.ts';

export type ExecutionRef = Readonly<{ ruleId: string; executionId: string }>;

/** The answers that an execution waits to hand on, and since when it has been there. ISO 8601. */
export type NeededAnswers = ExecutionRef & Readonly<{ names: readonly string[]; since: string }>;

/** Keeps what the steps of rules' executions answered, each apart: together they are too large for a message or a record. */
export interface StepAnswers {
  /** Keeps an answer under its name; the same name again is the same answer. */
  put(answer: ExecutionRef & Readonly<{ name: string; answer: StepAnswer }>): Promise<void>;
  /** Makes sure that the answers stay for half of the retention at the least, as {@link EventStore.keep} does. */
  keep(answers: readonly NeededAnswers[]): Promise<void>;
  /** In the order of the names; an answer that is no longer kept is undefined. */
  find(query: ExecutionRef & Readonly<{ names: readonly string[] }>): Promise<readonly (StepAnswer | undefined)[]>;
}
