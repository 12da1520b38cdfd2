import type { Attempt } from '../domain/delivery.ts';
import type { HttpResult } from '../domain/http-result.ts';
import { buildRequest, type Content, type OutgoingRequest } from '../domain/outgoing-request.ts';
import { redactResponse } from '../domain/redact-response.ts';
import { maxExcerptBytes, responseExcerpt } from '../domain/response-excerpt.ts';
import { judge, type Purpose, type Verdict } from '../domain/verdict.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { Clock } from './ports/clock.ts';
import type { Sender } from './ports/sender.ts';

/** What an attempt needs from outside. `version` is Posthorn's own. */
export type AttemptTools = Readonly<{ sender: Sender; clock: Clock; version: string }>;

/**
 * Longest reason that a record keeps, in characters; ours. Room for a host name (253, RFC 1035) and what an error says
 * of itself (300), yet sixty of them in full, with what else is kept, stay within an item.
 */
const maxReasonLength = 700;

export type AttemptOrder = Readonly<{
  webhook: Webhook;
  content: Content;
  /** What the receiver tells repetitions by. */
  deliveryId: string;
  /** 1 for the first. */
  number: number;
  purpose?: Purpose | undefined;
}>;

/** One attempt, from its request to its meaning. */
export type AttemptOutcome = Readonly<{
  attempt: Attempt;
  verdict: Verdict;
  /** Absent when the body was too large to send; the result without the webhook's own secrets. */
  sent?: Readonly<{ request: OutgoingRequest; result: HttpResult }> | undefined;
}>;

/** Builds the request, sends it once and judges the answer. Deliveries and test sends all go this way. */
export async function attemptDelivery(tools: AttemptTools, order: AttemptOrder): Promise<AttemptOutcome> {
  const { webhook, content, deliveryId } = order;
  const attemptAt = tools.clock.now();
  const built = buildRequest({ webhook, content, deliveryId, attemptAt, version: tools.version });
  if (built.kind === 'too_large') return notSent(order, attemptAt, built.reason);
  const result = redactResponse(await tools.sender.send(built.request), webhook);
  const verdict = judge({
    kind: webhook.kind,
    purpose: order.purpose ?? 'delivery',
    result,
    now: tools.clock.now(),
  });
  const attempt = { ...record(order, attemptAt, verdict), durationMs: Math.round(result.durationMs), ...shown(result) };
  return { attempt, verdict, sent: { request: built.request, result } };
}

function notSent(order: AttemptOrder, attemptAt: Date, reason: string): AttemptOutcome {
  const verdict: Verdict = { outcome: 'failed', failure: 'payload_too_large', reason, retry: { kind: 'never' } };
  return { attempt: { ...record(order, attemptAt, verdict), durationMs: 0 }, verdict };
}

function record({ number }: AttemptOrder, attemptAt: Date, verdict: Verdict) {
  return {
    number,
    startedAt: attemptAt.toISOString(),
    reason: verdict.reason.slice(0, maxReasonLength),
    ...(verdict.outcome === 'failed' ? { failure: verdict.failure } : {}),
  };
}

/** What the record keeps of a response; of one that broke off, what had come. */
function shown(result: HttpResult) {
  const response = result.kind === 'response' ? result : result.partial;
  if (response === undefined) return {};
  const cut = result.kind === 'no_response' || result.truncated || response.body.length > maxExcerptBytes;
  return {
    status: response.status,
    responseExcerpt: responseExcerpt(response.body, maxExcerptBytes),
    ...(cut ? { responseTruncated: true } : {}),
  };
}
