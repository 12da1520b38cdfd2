import type { Sender } from '../../../functions/shared/https/application/ports.ts';
import type { OutgoingRequest } from '../../../functions/shared/https/domain/http-request.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';

/** Records requests and returns the configured response of each URL; 200 by default. */
export class ScriptedSender implements Sender {
  readonly sent: OutgoingRequest[] = [];
  readonly #answers = new Map<string, () => Promise<HttpResult>>();

  answer(url: string, result: () => Promise<HttpResult>): void {
    this.#answers.set(url, result);
  }

  async send(request: OutgoingRequest): Promise<HttpResult> {
    this.sent.push(request);
    return (this.#answers.get(request.url) ?? (async () => response(200)))();
  }
}

/** A complete response. */
export function response(status: number, body: string | Uint8Array = ''): Extract<HttpResult, { kind: 'response' }> {
  return {
    kind: 'response',
    status,
    headers: {},
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    truncated: false,
    durationMs: 12,
  };
}
