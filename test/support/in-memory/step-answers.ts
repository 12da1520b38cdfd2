import type { ExecutionRef, StepAnswers } from '../../../functions/shared/application/ports/step-answers.ts';
import type { StepAnswer } from '../../../functions/shared/domain/execution.ts';

export class InMemoryStepAnswers implements StepAnswers {
  readonly #answers = new Map<string, StepAnswer>();

  async put({ name, answer, ...ref }: ExecutionRef & Readonly<{ name: string; answer: StepAnswer }>): Promise<void> {
    this.#answers.set(key(ref, name), { url: answer.url, body: new Uint8Array(answer.body) });
  }

  async find({ names, ...ref }: ExecutionRef & Readonly<{ names: readonly string[] }>) {
    return names.map((name) => this.#answers.get(key(ref, name)));
  }
}

function key({ ruleId, executionId }: ExecutionRef, name: string): string {
  return JSON.stringify([ruleId, executionId, name]);
}
