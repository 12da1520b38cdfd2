import { refKey, refOf } from '../../deliveries/application/ports.ts';
import { isAccepted, type Verdict } from '../../deliveries/domain/verdict.ts';
import type { DeferredOutcome, OutcomeQueue } from '../../lanes/application/ports.ts';
import { type FaultReport, returnAll } from '../../platform/application/returned-messages.ts';
import type { WebhookDirectory } from '../../webhooks/application/ports.ts';
import { type FollowUpPorts, followUp } from './follow-up.ts';
import type { DispatchOutcome } from './make-attempt.ts';
import { type RecordPorts, recordOutcomes } from './record-outcomes.ts';

export type DeferPorts = Readonly<{
  /** The queue for outcomes that could not be recorded. */
  outcomes: OutcomeQueue;
  report: FaultReport;
}>;

/**
 * Enqueues outcomes of requests that were sent but not recorded; their messages are deleted, or the requests would be sent
 * again. Returns the ids of the messages that must be received again: of outcomes that the queue did not accept, and of
 * deliveries that were not sent.
 */
export async function deferRecording(
  { outcomes: queue, report }: DeferPorts,
  outcomes: readonly DispatchOutcome[],
  returned: readonly string[],
): Promise<readonly string[]> {
  const sent = outcomes.filter(({ messageId, verdict }) => verdict && returned.includes(messageId));
  if (sent.length === 0) return returned;
  try {
    const unaccepted = await queue.send(
      sent.map(({ after, before: { webhookId, version }, lease }) => ({
        after,
        before: { webhookId, version },
        lease,
      })),
    );
    const enqueued = sent.filter(({ after }) => !unaccepted.has(after.id));
    return returned.filter((id) => !enqueued.some(({ messageId }) => messageId === id));
  } catch (error) {
    returnAll(report, sent, error);
    return returned;
  }
}

/** A message with such an outcome. */
export type OutcomeMessage = Readonly<{ messageId: string; outcome: DeferredOutcome }>;

type RecordDeferredPorts = RecordPorts & FollowUpPorts & Readonly<{ webhooks: WebhookDirectory }>;

/**
 * Records outcomes that could not be recorded before; returns the ids of the messages that must be received again. The lane
 * does not count a failure again. Of several outcomes of one delivery, one is recorded now and the others are returned.
 */
export async function recordDeferred(
  ports: RecordDeferredPorts,
  messages: readonly OutcomeMessage[],
): Promise<readonly string[]> {
  const byDelivery = new Map(messages.map((message) => [refKey(refOf(message.outcome.after)), message]));
  const now = [...byDelivery.values()];
  const postponed = messages.filter((message) => !now.includes(message)).map(({ messageId }) => messageId);
  if (now.length === 0) return postponed;
  try {
    const outcomes = await readOutcomes(ports, now);
    return [...postponed, ...(await followUp(ports, await recordOutcomes(ports, outcomes)))];
  } catch (error) {
    return [...postponed, ...returnAll(ports.report, now, error)];
  }
}

async function readOutcomes(
  { webhooks }: RecordDeferredPorts,
  messages: readonly OutcomeMessage[],
): Promise<readonly DispatchOutcome[]> {
  const found = await webhooks.find(
    messages.map(({ outcome: { after, before } }) => ({ space: after.space, webhookId: before.webhookId })),
  );
  return messages.map(({ messageId, outcome: { before, after, lease } }) => ({
    messageId,
    before: { ...after, ...before },
    after,
    webhook: found.get(before.webhookId),
    verdict: acceptedVerdict(after),
    lease,
  }));
}

/** The only fact that the lane needs now: that the endpoint accepted the delivery. */
function acceptedVerdict({ attempts }: DeferredOutcome['after']): Verdict | undefined {
  const attempt = attempts.at(-1);
  return attempt && isAccepted(attempt.failure) ? { outcome: 'succeeded', reason: attempt.reason } : undefined;
}
