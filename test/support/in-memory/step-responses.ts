import type {
  ExecutionRef,
  RetainedResponses,
  StepResponses,
} from '../../../functions/shared/deliveries/application/ports.ts';
import type { StepResponse } from '../../../functions/shared/deliveries/domain/execution.ts';
import { Expiries, forEver, type Retention } from './expiry.ts';

export class InMemoryStepResponses implements StepResponses {
  readonly #responses = new Map<string, StepResponse>();
  readonly #expiries: Expiries;

  constructor(retention: Retention = forEver) {
    this.#expiries = new Expiries(retention);
  }

  async extendRetention(responses: readonly RetainedResponses[]): Promise<void> {
    for (const { names, ...ref } of responses) for (const name of names) this.#expiries.keep(key(ref, name));
  }

  async put({
    name,
    response,
    ...ref
  }: ExecutionRef & Readonly<{ name: string; response: StepResponse }>): Promise<void> {
    this.#responses.set(key(ref, name), { url: response.url, body: new Uint8Array(response.body) });
    this.#expiries.begin(key(ref, name));
  }

  async find({ names, ...ref }: ExecutionRef & Readonly<{ names: readonly string[] }>) {
    return names.map((name) => {
      const place = key(ref, name);
      return this.#expiries.isOver(place) ? undefined : this.#responses.get(place);
    });
  }
}

function key({ ruleId, executionId }: ExecutionRef, name: string): string {
  return JSON.stringify([ruleId, executionId, name]);
}
