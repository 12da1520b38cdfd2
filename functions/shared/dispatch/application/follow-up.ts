import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { RetryQueue } from '../../lanes/application/ports.ts';
import { returnAll, returnFailed } from '../../platform/application/returned-messages.ts';
import { type DispatchReport, deliveryIds } from './dispatch-report.ts';
import { type PublishPorts, publishResults, republishRecorded } from './publish-results.ts';
import type { RecordedBefore, RecordedNow, RecordedOutcome } from './record-outcomes.ts';

export type FollowUpPorts = PublishPorts &
  Readonly<{
    deliveries: Pick<DeliveryStore, 'find'>;
    waits: Pick<WaitItems, 'remove'>;
    /** The way to a rule's next step. */
    retries: RetryQueue;
    report: DispatchReport;
  }>;

/**
 * Does what follows from recorded outcomes: removes their leases, enqueues next steps and publishes results; never before
 * the record, from which all of it can be done again. Answers the ids of the messages that must come again: of what could
 * not be recorded or followed up, and of answers that the lane does not know of, or the endpoint would be taken for one that
 * does nothing but fail.
 */
export async function followUp(ports: FollowUpPorts, outcomes: readonly RecordedOutcome[]): Promise<readonly string[]> {
  const now = outcomes.filter((outcome) => outcome.status === 'recorded');
  const before = outcomes.filter((outcome) => outcome.status === 'already_recorded');
  const unrecorded = outcomes.filter((outcome) => outcome.status === 'failed');
  const returned = returnFailed(ports.report, unrecorded);
  try {
    await removeLeases(ports, [...now, ...before]);
    await enqueueNextSteps(ports, now);
    const unpublished = [...(await publishResults(ports, now)), ...(await republishRecorded(ports, before))];
    return [...returned, ...unpublished, ...returnUnnoted(ports, [...now, ...before])];
  } catch (error) {
    return [...returned, ...returnAll(ports.report, [...now, ...before], error)];
  }
}

async function removeLeases({ waits }: FollowUpPorts, outcomes: readonly RecordedOutcome[]): Promise<void> {
  const leases = outcomes.flatMap(({ lease }) => lease ?? []);
  if (leases.length > 0) await waits.remove(leases);
}

/**
 * Enqueues the next step of each rule's execution that has just been recorded as one step further. A message that is
 * not accepted is made up for: the lane releases the execution when its lease ends.
 */
async function enqueueNextSteps({ retries, report }: FollowUpPorts, outcomes: readonly RecordedNow[]): Promise<void> {
  const advanced = outcomes.flatMap(({ before, after, item }) => {
    const { execution, space } = after;
    if (!execution || execution.step === before.execution?.step || item?.queue !== 'leased') return [];
    return [{ after, message: { space, lease: item, bypassCircuit: false } }];
  });
  if (advanced.length === 0) return;
  try {
    const unaccepted = await retries.send(advanced.map(({ message }) => ({ message, delaySeconds: 0 })));
    for (const { after } of advanced.filter(({ after: { id } }) => unaccepted.has(id))) {
      report.delayed({ delivery: deliveryIds(after), error: 'The queue did not accept it.' });
    }
  } catch (error) {
    for (const { after } of advanced) report.delayed({ delivery: deliveryIds(after), error });
  }
}

/** Returns the answers that the lane does not know of. */
function returnUnnoted({ report }: FollowUpPorts, outcomes: readonly (RecordedNow | RecordedBefore)[]) {
  return returnFailed(
    report,
    outcomes.flatMap(({ messageId, answerUnnoted: error }) => (error === undefined ? [] : [{ messageId, error }])),
  );
}
