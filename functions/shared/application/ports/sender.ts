import type { OutgoingRequest } from '../../domain/http-request.ts';
import type { HttpResult } from '../../domain/http-result.ts';

/** Sends requests to endpoints that customers chose. */
export interface Sender {
  /**
   * Sends one request, within its own timeouts. Any error of the endpoint, its name or its certificate is in the result
   * and is not thrown.
   */
  send(request: OutgoingRequest): Promise<HttpResult>;
}
