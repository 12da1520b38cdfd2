import type { OutgoingRequest } from '../../domain/http-request.ts';
import type { HttpResult } from '../../domain/http-result.ts';

/** Sends requests to endpoints that customers chose. */
export interface Sender {
  /**
   * Sends one request, within its own clocks. Whatever the endpoint, its name or its certificate does is in the
   * result; nothing of it is thrown.
   */
  send(request: OutgoingRequest): Promise<HttpResult>;
}
