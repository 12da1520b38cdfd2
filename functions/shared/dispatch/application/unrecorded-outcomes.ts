import { refKey, refOf } from '../../deliveries/application/ports.ts';
import { isAnswer, type Verdict } from '../../deliveries/domain/verdict.ts';
import type { OutcomeQueue, UnrecordedOutcome } from '../../lanes/application/ports.ts';
import { type FaultReport, returnAll } from '../../platform/application/returned-messages.ts';
import type { WebhookDirectory } from '../../webhooks/application/ports.ts';
import { type FollowUpPorts, followUp } from './follow-up.ts';
import type { DispatchOutcome } from './make-attempt.ts';
import { type RecordPorts, recordOutcomes } from './record-outcomes.ts';

export type UnrecordedPorts = Readonly<{
  /** The way to a record for what could not be recorded at once. */
  outcomes: OutcomeQueue;
  report: FaultReport;
}>;

/**
 * Puts what was sent but not recorded into a queue, and its message need not come again: it would be sent once more. Answers
 * the messages that must come again all the same: of what that queue did not accept, and of what was not sent.
 */
export async function enqueueUnrecorded(
  { outcomes: queue, report }: UnrecordedPorts,
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

/** A message of that queue. */
export type OutcomeMessage = Readonly<{ messageId: string; outcome: UnrecordedOutcome }>;

type RecordAgainPorts = RecordPorts & FollowUpPorts & Readonly<{ webhooks: WebhookDirectory }>;

/**
 * Records what could not be recorded at once; answers the messages that must come again. A failure is not noted in the
 * lane again, which would count it twice. Of several outcomes of one delivery, one is recorded now and the others come again.
 */
export async function recordUnrecorded(
  ports: RecordAgainPorts,
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
  { webhooks }: RecordAgainPorts,
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
    verdict: answerOf(after),
    lease,
  }));
}

/** All that a lane must know of: that the endpoint answered. */
function answerOf({ attempts }: UnrecordedOutcome['after']): Verdict | undefined {
  const attempt = attempts.at(-1);
  return attempt && isAnswer(attempt.failure) ? { outcome: 'succeeded', reason: attempt.reason } : undefined;
}
