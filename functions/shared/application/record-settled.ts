import { announceAll, makeUpForKnown } from './announce-results.ts';
import type { AttemptPorts, Settled } from './attempt-batch.ts';
import { handOn } from './hand-on.ts';
import { reportWriteFaults, writeFaults } from './report-write-faults.ts';
import { settle } from './settle-attempts.ts';

/** How a batch's outcomes are written, and which answers say that one is, or that somebody else has written it before. */
type Recording<Outcome> = Readonly<{
  record: (settled: readonly Settled[]) => Promise<readonly Outcome[]>;
  written: Outcome;
  known: Outcome;
}>;

/**
 * Records outcomes together and does what follows from them. Answers the messages that must come again: one that could
 * not be written sends its message back, alone.
 */
export async function recordSettled<Outcome>(
  ports: AttemptPorts,
  settled: readonly Settled[],
  { record, written, known }: Recording<Outcome>,
): Promise<readonly string[]> {
  if (settled.length === 0) return [];
  try {
    const outcomes = await settle(ports, settled, record);
    const answered = (outcome: Outcome) => settled.filter((_, index) => outcomes[index] === outcome);
    const failed = writeFaults(settled, outcomes);
    await handOn(ports, answered(written));
    return [
      ...reportWriteFaults(ports.report, failed),
      ...(await announceAll(ports, answered(written))),
      ...(await makeUpForKnown(ports, answered(known))),
    ];
  } catch (error) {
    const messageIds = settled.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}
