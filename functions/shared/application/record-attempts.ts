import { isAnswer, type Verdict } from '../domain/verdict.ts';
import type { AttemptPorts } from './attempt-batch.ts';
import { refKey, refOf } from './ports/delivery-store.ts';
import type { UnrecordedOutcome } from './ports/outcome-queue.ts';
import { type Outcome, recordOutcomes } from './record-outcomes.ts';

/** Records first attempts; answers the messages that must come again. */
export async function recordFirstAttempts(
  ports: AttemptPorts,
  outcomes: readonly Outcome[],
): Promise<readonly string[]> {
  return keepUnrecorded(ports, outcomes, await writeFirst(ports, outcomes));
}

/** Records attempts made under a lease; answers the messages that must come again. */
export async function recordRetries(ports: AttemptPorts, outcomes: readonly Outcome[]): Promise<readonly string[]> {
  return keepUnrecorded(ports, outcomes, await writeLater(ports, outcomes));
}

type OutcomeMessage = Readonly<{ messageId: string; outcome: UnrecordedOutcome }>;

/**
 * Records what could not be recorded at once; answers the messages that must come again. A failure is not noted in the
 * lane again, which would count it twice. Of several outcomes of one delivery, one is recorded now and the others come again.
 */
export async function recordKept(ports: AttemptPorts, messages: readonly OutcomeMessage[]): Promise<readonly string[]> {
  const byDelivery = new Map(messages.map((message) => [refKey(refOf(message.outcome.after)), message]));
  const now = [...byDelivery.values()];
  const postponed = messages.filter((message) => !now.includes(message)).map(({ messageId }) => messageId);
  return [...postponed, ...(await recordEach(ports, now))];
}

async function recordEach(ports: AttemptPorts, messages: readonly OutcomeMessage[]): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  try {
    const found = await ports.webhooks.find(
      messages.map(({ outcome: { after, before } }) => ({ space: after.space, webhookId: before.webhookId })),
    );
    const outcomes = messages.map(({ messageId, outcome: { before, ...outcome } }) => ({
      ...outcome,
      messageId,
      verdict: successOf(outcome),
      before: { ...outcome.after, ...before },
      webhook: found.get(before.webhookId),
    }));
    const [first, later] = [outcomes.filter(isFirst), outcomes.filter((outcome) => !isFirst(outcome))];
    return (await Promise.all([writeFirst(ports, first), writeLater(ports, later)])).flat();
  } catch (error) {
    const messageIds = messages.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}

/** All that a lane must hear of: that the endpoint answered. */
function successOf({ after }: Pick<UnrecordedOutcome, 'after'>): Verdict | undefined {
  const attempt = after.attempts.at(-1);
  return attempt && isAnswer(attempt.failure) ? { outcome: 'succeeded', reason: attempt.reason } : undefined;
}

const isFirst = ({ before }: Outcome): boolean => before.version === 0;

function writeFirst(ports: AttemptPorts, outcomes: readonly Outcome[]): Promise<readonly string[]> {
  // Of a deleted webhook nothing is kept; a rule that still calls it shows that it could not.
  const kept = outcomes.filter(({ webhook, before }) => webhook !== undefined || before.execution !== undefined);
  return recordOutcomes(ports, kept, {
    record: (all) => ports.deliveries.recordFirst(all.map(({ after }) => after)),
    written: 'recorded',
    known: 'already_recorded',
  });
}

function writeLater(ports: AttemptPorts, outcomes: readonly Outcome[]): Promise<readonly string[]> {
  return recordOutcomes(ports, outcomes, {
    record: (all) => ports.deliveries.change(all),
    written: 'changed',
    known: 'moved_on',
  });
}

/**
 * Puts what was sent but not recorded into a queue, and its message need not come again: it would be sent once more. What
 * that queue does not accept, and what was not sent, comes again by its own message.
 */
async function keepUnrecorded(
  { outcomes: queue, report }: AttemptPorts,
  outcomes: readonly Outcome[],
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
    const kept = sent.filter(({ after }) => !unaccepted.has(after.id));
    return returned.filter((id) => !kept.some(({ messageId }) => messageId === id));
  } catch (error) {
    report.fault({ messageIds: sent.map(({ messageId }) => messageId), error });
    return returned;
  }
}
