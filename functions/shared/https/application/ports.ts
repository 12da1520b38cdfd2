import type { OutgoingRequest } from '../domain/http-request.ts';
import type { HttpResult } from '../domain/http-result.ts';

/** Sends requests to endpoints that customers chose. */
export interface Sender {
  /**
   * Sends one request, within its own timeouts. Any error of the endpoint, its name or its certificate is in the result
   * and is not thrown.
   */
  send(request: OutgoingRequest): Promise<HttpResult>;
}

/** `unknown`: the name does not resolve now, or not in time; that is no reason to refuse it before it is called. */
export type TargetVerdict =
  | Readonly<{ kind: 'allowed' | 'unknown' }>
  /** One sentence that says why. */
  | Readonly<{ kind: 'refused'; message: string }>;

/** Checks before a webhook is saved whether its host may be called; the sender repeats the check on each connection. */
export interface TargetGuard {
  /** `url` has a valid form. Nothing is thrown. */
  check(url: string): Promise<TargetVerdict>;
}
