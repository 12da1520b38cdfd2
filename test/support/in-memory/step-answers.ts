import type {
  ExecutionRef,
  NeededAnswers,
  StepAnswers,
} from '../../../functions/shared/deliveries/application/ports.ts';
import type { StepAnswer } from '../../../functions/shared/deliveries/domain/execution.ts';
import { Expiries, forEver, type Retention } from './expiry.ts';

export class InMemoryStepAnswers implements StepAnswers {
  readonly #answers = new Map<string, StepAnswer>();
  readonly #expiries: Expiries;

  constructor(retention: Retention = forEver) {
    this.#expiries = new Expiries(retention);
  }

  async keep(answers: readonly NeededAnswers[]): Promise<void> {
    for (const { names, ...ref } of answers) for (const name of names) this.#expiries.keep(key(ref, name));
  }

  async put({ name, answer, ...ref }: ExecutionRef & Readonly<{ name: string; answer: StepAnswer }>): Promise<void> {
    this.#answers.set(key(ref, name), { url: answer.url, body: new Uint8Array(answer.body) });
    this.#expiries.begin(key(ref, name));
  }

  async find({ names, ...ref }: ExecutionRef & Readonly<{ names: readonly string[] }>) {
    return names.map((name) => {
      const place = key(ref, name);
      return this.#expiries.isOver(place) ? undefined : this.#answers.get(place);
    });
  }
}

function key({ ruleId, executionId }: ExecutionRef, name: string): string {
  return JSON.stringify([ruleId, executionId, name]);
}
