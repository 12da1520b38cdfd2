import type { StepAnswer } from '../../domain/execution.ts';

export type ExecutionRef = Readonly<{ ruleId: string; executionId: string }>;

/** Keeps what the steps of rules' executions answered, each apart: together they are too large for a message or a record. */
export interface StepAnswers {
  /** Keeps an answer under its name; the same name again is the same answer. */
  put(answer: ExecutionRef & Readonly<{ name: string; answer: StepAnswer }>): Promise<void>;
  /** In the order of the names; an answer that is no longer kept is undefined. */
  find(query: ExecutionRef & Readonly<{ names: readonly string[] }>): Promise<readonly (StepAnswer | undefined)[]>;
}
