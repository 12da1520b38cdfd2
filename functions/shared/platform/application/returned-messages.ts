import { isWriteFault } from './ports.ts';

/** Where faults of ours are reported: the messages go back to their queue and no attempt is used up. */
export interface FaultReport {
  fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void;
}

type Identified = Readonly<{ messageId: string }>;

/** What came of working on messages, and the ids of those that must come again. */
export type Processed<Result> = Readonly<{ results: readonly Result[]; returned: readonly string[] }>;

/** Works on all messages side by side; a fault returns the message that met it alone. */
export async function eachMessage<Message extends Identified, Result>(
  report: FaultReport,
  messages: readonly Message[],
  work: (message: Message) => Promise<Result>,
): Promise<Processed<Result>> {
  return mergeProcessed(
    await Promise.all(messages.map((message) => processMessage(report, message, () => work(message)))),
  );
}

/** Works on one message; never throws. */
export async function processMessage<Result>(
  report: FaultReport,
  message: Identified,
  work: () => Promise<Result>,
): Promise<Processed<Result>> {
  try {
    return { results: [await work()], returned: [] };
  } catch (error) {
    return { results: [], returned: returnAll(report, [message], error) };
  }
}

export function mergeProcessed<Result>(parts: readonly Processed<Result>[]): Processed<Result> {
  return { results: parts.flatMap(({ results }) => results), returned: parts.flatMap(({ returned }) => returned) };
}

/** Reports a fault; answers the ids of the messages that it returns. */
export function returnAll(report: FaultReport, messages: readonly Identified[], error: unknown): readonly string[] {
  const messageIds = messages.map(({ messageId }) => messageId);
  if (messageIds.length > 0) report.fault({ messageIds, error });
  return messageIds;
}

export type Failed = Identified & Readonly<{ error: unknown }>;

/** Those of the messages whose write failed; the outcomes are in their order. */
export function failedWrites(messages: readonly Identified[], outcomes: readonly unknown[]): readonly Failed[] {
  return messages.flatMap(({ messageId }, index) => {
    const error = outcomes[index];
    return isWriteFault(error) ? [{ messageId, error }] : [];
  });
}

/** Reports faults, those with the same cause together; answers the ids of the messages that they return. */
export function returnFailed(report: FaultReport, failed: readonly Failed[]): readonly string[] {
  const alike = Map.groupBy(failed, ({ error }) => (isWriteFault(error) ? error.code : error));
  return [...alike.values()].flatMap((some) => returnAll(report, some, some[0]?.error));
}
