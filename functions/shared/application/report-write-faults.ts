import { isWriteFault, type WriteFault } from './ports/write-fault.ts';

type FaultReport = Readonly<{ fault(fact: Readonly<{ messageIds: readonly string[]; error: unknown }>): void }>;

export type FailedWrite = Readonly<{ messageId: string; fault: WriteFault }>;

/** Those of the messages whose write failed; the outcomes are in their order. */
export function writeFaults(
  messages: readonly Readonly<{ messageId: string }>[],
  outcomes: readonly unknown[],
): readonly FailedWrite[] {
  return messages.flatMap(({ messageId }, index) => {
    const fault = outcomes[index];
    return isWriteFault(fault) ? [{ messageId, fault }] : [];
  });
}

/** Reports the writes that failed, those with the same code together, and answers the messages that must come again. */
export function reportWriteFaults(report: FaultReport, faults: readonly FailedWrite[]): readonly string[] {
  for (const alike of Map.groupBy(faults, ({ fault }) => fault.code).values()) {
    report.fault({ messageIds: alike.map(({ messageId }) => messageId), error: alike[0]?.fault });
  }
  return faults.map(({ messageId }) => messageId);
}
