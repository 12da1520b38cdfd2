import type { Sender } from '../../../functions/shared/application/ports/sender.ts';
import type { HttpResult } from '../../../functions/shared/domain/http-result.ts';
import type { OutgoingRequest } from '../../../functions/shared/domain/outgoing-request.ts';

/** A sender whose endpoints answer as told, and that remembers what it was asked to send. */
export class InMemorySender implements Sender {
  readonly requests: OutgoingRequest[] = [];
  readonly #answer: (request: OutgoingRequest) => HttpResult;

  constructor(answer: (request: OutgoingRequest) => HttpResult) {
    this.#answer = answer;
  }

  async send(request: OutgoingRequest): Promise<HttpResult> {
    this.requests.push(request);
    return this.#answer(request);
  }
}
