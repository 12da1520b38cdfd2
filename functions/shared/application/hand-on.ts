import { type AttemptPorts, idsOf, type Settled } from './attempt-batch.ts';

/**
 * Sends for the next step of each rule's execution that has just been recorded as one step further. A message that is
 * not accepted is made up for: the lane releases the execution when its lease ends.
 */
export async function handOn({ retries, report }: AttemptPorts, written: readonly Settled[]): Promise<void> {
  const advanced = written.flatMap(({ before, after }) => {
    const { execution, place, webhookId, space, id: deliveryId } = after;
    if (!execution || execution.step === before.execution?.step || place?.queue !== 'leased') return [];
    const ids = { space, webhookId, ruleId: execution.ruleId, deliveryId };
    return [{ after, message: { ...ids, leaseUntil: place.dueAt, evenIfOpen: false } }];
  });
  if (advanced.length === 0) return;
  try {
    const refused = await retries.send(advanced.map(({ message }) => ({ message, delaySeconds: 0 })));
    for (const { after } of advanced.filter(({ after: { id } }) => refused.has(id))) {
      report.delayed({ delivery: idsOf(after), error: 'The queue did not accept it.' });
    }
  } catch (error) {
    for (const { after } of advanced) report.delayed({ delivery: idsOf(after), error });
  }
}
