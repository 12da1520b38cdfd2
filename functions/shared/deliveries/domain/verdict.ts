import { type HttpResult, maxResponseBytes } from '../../https/domain/http-result.ts';
import { retryAfter } from '../../https/domain/retry-after.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import { parseJson } from '../../platform/domain/parse-json.ts';
import type { RetryAdvice } from '../../webhooks/domain/retry-advice.ts';
import type { WebhookKind } from '../../webhooks/domain/webhook.ts';
import type { FailureClass } from './delivery.ts';
import { contractResponse, storageProblem } from './response-contract.ts';

/** The meaning of one attempt for its delivery, with one sentence that says why. */
export type Verdict =
  | Readonly<{
      outcome: 'succeeded';
      reason: string;
      /** The receiver's value, for kinds that use the response. */
      response?: JsonValue | undefined;
    }>
  | Readonly<{ outcome: 'failed'; failure: FailureClass; reason: string; retry: RetryAdvice }>;

/** A `rule_step` passes the whole response on to later steps, for any kind of webhook, so it must be complete. */
export type Purpose = 'delivery' | 'rule_step';

type Response = Extract<HttpResult, { kind: 'response' }>;
type Case<Result> = Readonly<{ kind: WebhookKind; purpose: Purpose; result: Result; now: Date }>;

/** Judges an attempt by the table in the product contract. */
export function judge(attempt: Case<HttpResult>): Verdict {
  const { result } = attempt;
  switch (result.kind) {
    case 'response':
      return judgeResponse({ ...attempt, result });
    case 'no_response':
      return {
        outcome: 'failed',
        failure: result.errorClass,
        reason: result.detail,
        retry: { kind: result.errorClass === 'blocked_address' ? 'blocked' : 'on_schedule' },
      };
  }
}

function judgeResponse(attempt: Case<Response>): Verdict {
  const { status } = attempt.result;
  if (status >= 200 && status <= 299) return judgeSuccessStatus(attempt);
  if (status >= 300 && status <= 399) return judgeRedirect(attempt.result);
  if (status === 410) return judgeGone();
  if (status === 429 || status === 503) return judgeBusy(attempt);
  if (status >= 400 && status <= 499)
    return failed('client_error', `The endpoint refused the request: HTTP ${status}.`);
  if (status >= 500 && status <= 599) return failed('server_error', `The endpoint failed: HTTP ${status}.`);
  return failed('unexpected_status', `The endpoint returned an invalid HTTP status: ${status}.`);
}

function judgeSuccessStatus(attempt: Case<Response>): Verdict {
  switch (attempt.kind) {
    case 'notification':
    case 'siem':
      return attempt.purpose === 'rule_step' && attempt.result.truncated
        ? tooLarge(attempt.result)
        : succeeded(attempt.result);
    case 'provisioning':
    case 'deprovisioning':
      return attempt.result.status === 204 ? succeeded(attempt.result) : judgeContract(attempt);
    case 'request_validation':
    case 'pre_approval':
      return judgeContract(attempt);
  }
}

/** Lumos' contract: the response must state the outcome of the request in JSON. */
function judgeContract({ result }: Case<Response>): Verdict {
  if (result.truncated) return tooLarge(result);
  const parsed = parseJson(result.body);
  if (parsed.kind === 'not_json') return brokenContract(result, emptyOr(result, 'its body is not JSON'));
  const response = contractResponse(parsed.value);
  if (response === undefined) {
    return brokenContract(result, 'its JSON has neither "output.response" nor "response"');
  }
  const problem = storageProblem(response);
  return problem === undefined ? succeeded(result, response) : brokenContract(result, `its JSON ${problem}`);
}

function judgeRedirect({ status, headers }: Response): Verdict {
  const host = redirectHost(headers.location);
  const target = host === undefined ? '' : ` to ${host}`;
  return failed(
    'redirect',
    `The endpoint redirects${target} (HTTP ${status}); redirects are never followed, so set the webhook's URL to its final address.`,
  );
}

/** Longest host with its port, in characters (RFC 1035: 253 for a name); URLs have no limit. */
const maxHostLength = 260;

/** Only the host: the rest of a `Location` may hold secrets. A relative one has the same host. */
function redirectHost(location: string | undefined): string | undefined {
  if (location === undefined || location === '') return undefined;
  if (!/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(location)) return 'another path of the same host';
  const host = URL.parse(location, 'https://unknown.invalid')?.host;
  return host === '' || (host?.length ?? 0) > maxHostLength ? undefined : host;
}

function judgeGone(): Verdict {
  return {
    outcome: 'failed',
    failure: 'gone',
    reason: 'The endpoint reported that it is gone (HTTP 410); the webhook is disabled.',
    retry: { kind: 'disable_webhook' },
  };
}

function judgeBusy({ result: { status, headers }, now }: Case<Response>): Verdict {
  const at = retryAfter(headers['retry-after'], now);
  const wait = at === undefined ? '' : `, not before ${at.toISOString()}`;
  const retry: RetryAdvice = at === undefined ? { kind: 'on_schedule' } : { kind: 'not_before', at };
  return status === 429
    ? failed('client_error', `The endpoint asks for fewer requests: HTTP 429${wait}.`, retry)
    : failed('server_error', `The endpoint is not available: HTTP 503${wait}.`, retry);
}

function succeeded({ status }: Response, response?: JsonValue): Verdict {
  const verdict = { outcome: 'succeeded', reason: `The endpoint accepted the request: HTTP ${status}.` } as const;
  return response === undefined ? verdict : { ...verdict, response };
}

function failed(failure: FailureClass, reason: string, retry: RetryAdvice = { kind: 'on_schedule' }): Verdict {
  return { outcome: 'failed', failure, reason, retry };
}

/** Not retried: with a 2xx the receiver has processed the request. */
function brokenContract({ status }: Response, problem: string): Verdict {
  const reason = `The endpoint returned HTTP ${status}, but ${problem}; return {"response": …} or {"output": {"response": …}}.`;
  return failed('response_contract', reason, { kind: 'never' });
}

function emptyOr({ body }: Response, problem: string): string {
  return body.length === 0 ? 'its body is empty' : problem;
}

/** Not retried, for the same reason. */
function tooLarge({ status }: Response): Verdict {
  const reason = `The endpoint returned HTTP ${status} with more than ${maxResponseBytes / 1024} KB; return a smaller response, because it is used.`;
  return failed('response_too_large', reason, { kind: 'never' });
}

/** Whether the endpoint accepted, even if its response broke the contract; absent means that nothing failed. */
export function isAccepted(failure: FailureClass | undefined): boolean {
  return failure === undefined || failure === 'response_contract' || failure === 'response_too_large';
}
