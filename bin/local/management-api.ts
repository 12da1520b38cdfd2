import type * as z from 'zod';
import { StepFailure } from './step-failure.ts';

/** The management API as one key sees it. */
export class ManagementApi {
  readonly #apiUrl: string;
  readonly #key: string;

  /** @param apiUrl without a slash at its end */
  constructor(apiUrl: string, key: string) {
    this.#apiUrl = apiUrl;
    this.#key = key;
  }

  /** Calls the API and parses what it answers; any answer but 2xx is a StepFailure that quotes it. */
  async call<T>(input: {
    readonly method: 'GET' | 'POST' | 'DELETE';
    readonly path: string;
    readonly body?: unknown;
    readonly answer: z.ZodType<T>;
  }): Promise<T> {
    const response = await fetch(`${this.#apiUrl}${input.path}`, {
      method: input.method,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new StepFailure(`${input.method} ${input.path} answered ${response.status}: ${text}`);
    }
    const parsed = input.answer.safeParse(text === '' ? {} : JSON.parse(text));
    if (!parsed.success) {
      throw new StepFailure(`${input.method} ${input.path} answered something unexpected: ${text}`);
    }
    return parsed.data;
  }
}
