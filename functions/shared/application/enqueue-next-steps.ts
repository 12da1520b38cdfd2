import { type AttemptPorts, idsOf } from './attempt-batch.ts';
import type { Waiting } from './record-outcomes.ts';

/**
 * Enqueues the next step of each rule's execution that has just been recorded as one step further. A message that is
 * not accepted is made up for: the lane releases the execution when its lease ends.
 */
export async function enqueueNextSteps({ retries, report }: AttemptPorts, written: readonly Waiting[]): Promise<void> {
  const advanced = written.flatMap(({ before, after, item }) => {
    const { execution, space } = after;
    if (!execution || execution.step === before.execution?.step || item?.queue !== 'leased') return [];
    return [{ after, message: { space, lease: item, bypassCircuit: false } }];
  });
  if (advanced.length === 0) return;
  try {
    const unaccepted = await retries.send(advanced.map(({ message }) => ({ message, delaySeconds: 0 })));
    for (const { after } of advanced.filter(({ after: { id } }) => unaccepted.has(id))) {
      report.delayed({ delivery: idsOf(after), error: 'The queue did not accept it.' });
    }
  } catch (error) {
    for (const { after } of advanced) report.delayed({ delivery: idsOf(after), error });
  }
}
