import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { RetryQueue } from '../../lanes/application/ports.ts';
import { returnAll, returnFailed } from '../../platform/application/returned-messages.ts';
import { type DispatchReport, deliveryIds } from './dispatch-report.ts';
import { type PublishPorts, publishResults, republishRecorded } from './publish-results.ts';
import type { AlreadyRecorded, JustRecorded, RecordedOutcome } from './record-outcomes.ts';

export type FollowUpPorts = PublishPorts &
  Readonly<{
    deliveries: Pick<DeliveryStore, 'find'>;
    waits: Pick<WaitItems, 'remove'>;
    /** The queue for a rule's next step. */
    retries: RetryQueue;
    report: DispatchReport;
  }>;

/**
 * Removes the leases of recorded outcomes, enqueues next steps and publishes results. The record comes first, because all of
 * this can be repeated from it. Returns the ids of the messages that must be received again: of outcomes that could not be
 * recorded or followed up, and of accepted attempts that the lane could not record, since the endpoint would seem to fail only.
 */
export async function followUp(ports: FollowUpPorts, outcomes: readonly RecordedOutcome[]): Promise<readonly string[]> {
  const recorded = outcomes.filter((outcome) => outcome.status === 'recorded');
  const alreadyRecorded = outcomes.filter((outcome) => outcome.status === 'already_recorded');
  const unrecorded = outcomes.filter((outcome) => outcome.status === 'failed');
  const returned = returnFailed(ports.report, unrecorded);
  try {
    await removeLeases(ports, [...recorded, ...alreadyRecorded]);
    await enqueueNextSteps(ports, recorded);
    const unpublished = [
      ...(await publishResults(ports, recorded)),
      ...(await republishRecorded(ports, alreadyRecorded)),
    ];
    return [...returned, ...unpublished, ...returnUnwrittenSuccesses(ports, [...recorded, ...alreadyRecorded])];
  } catch (error) {
    return [...returned, ...returnAll(ports.report, [...recorded, ...alreadyRecorded], error)];
  }
}

async function removeLeases({ waits }: FollowUpPorts, outcomes: readonly RecordedOutcome[]): Promise<void> {
  const leases = outcomes.flatMap(({ lease }) => lease ?? []);
  if (leases.length > 0) await waits.remove(leases);
}

/**
 * Enqueues the next step of each execution that was recorded as advanced. If a message is not accepted, the lane releases
 * the execution when its lease ends.
 */
async function enqueueNextSteps({ retries, report }: FollowUpPorts, outcomes: readonly JustRecorded[]): Promise<void> {
  const advanced = outcomes.flatMap(({ before, after, item }) => {
    const { execution, space } = after;
    if (!execution || execution.step === before.execution?.step || item?.queue !== 'leased') return [];
    return [{ after, message: { space, lease: item, bypassCircuit: false } }];
  });
  if (advanced.length === 0) return;
  try {
    const unaccepted = await retries.send(advanced.map(({ message }) => ({ message, delaySeconds: 0 })));
    for (const { after } of advanced.filter(({ after: { id } }) => unaccepted.has(id))) {
      report.nextStepDelayed({ delivery: deliveryIds(after), error: 'The queue did not accept it.' });
    }
  } catch (error) {
    for (const { after } of advanced) report.nextStepDelayed({ delivery: deliveryIds(after), error });
  }
}

/** Returns the messages of accepted attempts whose success could not be written to the lane. */
function returnUnwrittenSuccesses({ report }: FollowUpPorts, outcomes: readonly (JustRecorded | AlreadyRecorded)[]) {
  return returnFailed(
    report,
    outcomes.flatMap(({ messageId, laneWriteError: error }) => (error === undefined ? [] : [{ messageId, error }])),
  );
}
