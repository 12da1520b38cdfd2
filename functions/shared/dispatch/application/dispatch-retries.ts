import { refKey, refOf } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { hasEnded } from '../../deliveries/domain/delivery-course.ts';
import { confirm, isAbandoned, type WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { RetryMessage, RetryQueue } from '../../lanes/application/ports.ts';
import { returnAll } from '../../platform/application/returned-messages.ts';
import { type OutcomeMessage, recordDeferred } from './deferred-outcomes.ts';
import { type BatchPorts, dispatchBatch } from './dispatch-batch.ts';
import type { Candidate } from './prepare-attempt.ts';
import { republishResults } from './publish-results.ts';
import { separateSlow } from './slow-endpoints.ts';

type ReleasedMessage = Readonly<{ messageId: string; retry: RetryMessage }>;

export type DispatchRetriesPorts = BatchPorts &
  Readonly<{
    /** The queue for retries at slow endpoints. */
    slowRetries: RetryQueue;
  }>;

/**
 * An attempt begins at least this long before its lease ends, in milliseconds, so that it is recorded before the lane
 * releases the delivery again: both of a webhook's timeouts are 35 s at most, the rest is for reading and recording.
 */
const minLeaseLeftMs = 60_000;

type Read = ReleasedMessage & Readonly<{ record: Delivery | undefined }>;
type Leased = Read & Readonly<{ record: Delivery }>;
type Retry = Candidate & Readonly<{ retry: RetryMessage }>;

/**
 * Attempts the deliveries that lanes have released, and records outcomes that could not be recorded before. Returns the ids
 * of the messages that must be received again.
 */
export async function dispatchRetries(
  ports: DispatchRetriesPorts,
  messages: readonly (ReleasedMessage | OutcomeMessage)[],
): Promise<readonly string[]> {
  const released = messages.flatMap((message) => ('retry' in message ? [message] : []));
  const outcomes = messages.flatMap((message) => ('outcome' in message ? [message] : []));
  return (await Promise.all([dispatchReleased(ports, released), recordDeferred(ports, outcomes)])).flat();
}

async function dispatchReleased(
  ports: DispatchRetriesPorts,
  messages: readonly ReleasedMessage[],
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  try {
    const read = await readRecords(ports, messages);
    const now = ports.clock.now().getTime();
    const leased = read.filter((message) => isLeased(message, now));
    const premature = read.filter((message) => precedesRecord(message, now));
    const outdated = read.filter((message) => !isLeased(message, now) && !precedesRecord(message, now));
    for (const { retry } of outdated) ports.report.duplicate({ delivery: retry.lease });
    const { slow, others } = await separateSlow(ports, leased.map(toCandidate));
    const [unforwarded, returned] = await Promise.all([forwardToSlowQueue(ports, slow), dispatchBatch(ports, others)]);
    await removeObsoleteLeases(ports, outdated, now);
    // Whatever the receive count: a message that was redriven from the dead-letter queue counts from one.
    const ended = outdated.flatMap(({ messageId, record }) =>
      record && hasEnded(record) ? [{ messageId, delivery: record }] : [],
    );
    const prematureIds = premature.map(({ messageId }) => messageId);
    return [...prematureIds, ...unforwarded, ...returned, ...(await republishResults(ports, ended))];
  } catch (error) {
    return returnAll(ports.report, messages, error);
  }
}

/** Reads the record of each delivery; of several messages for one delivery, only the last is processed. */
async function readRecords(
  { deliveries }: DispatchRetriesPorts,
  messages: readonly ReleasedMessage[],
): Promise<readonly Read[]> {
  const distinct = [...new Map(messages.map((message) => [refKey(message.retry.lease), message])).values()];
  const found = await deliveries.find(distinct.map(({ retry }) => retry.lease));
  const records = new Map(found.map((delivery) => [refKey(refOf(delivery)), delivery]));
  return distinct.map((message) => ({ ...message, record: records.get(refKey(message.retry.lease)) }));
}

/**
 * A writer puts a wait item before it writes lane and record, so a wake may release the item in between. Its message is
 * returned and received again within seconds; otherwise the delivery would wait until its lease ends.
 */
function precedesRecord({ record, retry: { lease } }: Read, now: number): boolean {
  return confirm(lease, record) === 'unrecorded' && isInTime(lease, now) && !isAbandoned(lease, now);
}

function isInTime({ dueAt }: WaitItem, now: number): boolean {
  return now < Date.parse(dueAt) - minLeaseLeftMs;
}

/** Only the message of the current lease may attempt: otherwise the delivery was attempted, or is released again. */
function isLeased(message: Read, now: number): message is Leased {
  const { lease } = message.retry;
  return confirm(lease, message.record) === 'confirmed' && isInTime(lease, now);
}

function toCandidate({ messageId, record: delivery, retry }: Leased): Retry {
  const { bypassCircuit, lease, slowQueue = false } = retry;
  return { messageId, delivery, bypassCircuit, lease, fromSlowQueue: slowQueue, retry };
}

/**
 * Forwards retries to the slow queue. A second message of the same lease finds that its record has changed. Never throws,
 * because attempts are running in parallel.
 */
async function forwardToSlowQueue(
  { slowRetries, report }: DispatchRetriesPorts,
  slow: readonly Retry[],
): Promise<readonly string[]> {
  if (slow.length === 0) return [];
  try {
    const unaccepted = await slowRetries.send(
      slow.map(({ retry }) => ({ message: { ...retry, slowQueue: true }, delaySeconds: 0 })),
    );
    const left = slow.filter(({ retry: { lease } }) => unaccepted.has(lease.deliveryId));
    return returnAll(report, left, 'The slow queue did not accept it.');
  } catch (error) {
    return returnAll(report, slow, error);
  }
}

/** Removes leases that are stale or abandoned. An unrecorded one stays: its lane releases it again until it is recorded. */
async function removeObsoleteLeases(
  { waits }: DispatchRetriesPorts,
  late: readonly Read[],
  now: number,
): Promise<void> {
  const dead = late.flatMap(({ retry: { lease }, record }) => (isObsolete(lease, record, now) ? [lease] : []));
  if (dead.length > 0) await waits.remove(dead);
}

function isObsolete(lease: WaitItem, record: Delivery | undefined, now: number): boolean {
  switch (confirm(lease, record)) {
    case 'confirmed':
      return false;
    case 'stale':
      return true;
    case 'unrecorded':
      return isAbandoned(lease, now);
  }
}
