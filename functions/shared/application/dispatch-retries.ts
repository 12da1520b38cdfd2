import type { Delivery } from '../domain/delivery.ts';
import { hasEnded } from '../domain/delivery-course.ts';
import { confirm, isAbandoned, type WaitItem } from '../domain/wait-item.ts';
import { republishResults } from './announce-results.ts';
import { type AttemptPorts, attemptBatch } from './attempt-batch.ts';
import { refKey, refOf } from './ports/delivery-store.ts';
import type { UnrecordedOutcome } from './ports/outcome-queue.ts';
import type { RetryMessage, RetryQueue } from './ports/retry-queue.ts';
import type { Candidate } from './prepare-attempt.ts';
import { recordKept, recordRetries } from './record-attempts.ts';
import { bySlowRoad } from './slow-road.ts';

type RetryDispatchMessage = Readonly<{ messageId: string; retry: RetryMessage }>;
type OutcomeMessage = Readonly<{ messageId: string; outcome: UnrecordedOutcome }>;

export type RetryDispatchPorts = AttemptPorts &
  Readonly<{
    /** The way to further attempts at slow endpoints. */
    slowRetries: RetryQueue;
  }>;

/** Attempts what lanes have released, and records what came of attempts whose record could not be written. */
export interface RetryDispatch {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. */
  run(messages: readonly (RetryDispatchMessage | OutcomeMessage)[]): Promise<readonly string[]>;
}

/**
 * An attempt begins only this long before its lease ends, so that it is recorded before the lane releases the delivery
 * again: both of a webhook's clocks at their longest take 35 s, and the rest is for reading and recording.
 */
const attemptTakesMs = 60_000;

/**
 * A writer puts a wait item some milliseconds before it writes the record, and a wake may release it in between. Without
 * this wait the delivery would lie still until its lease ends.
 */
const recordFollowsWithinMs = 1_000;

type Read = RetryDispatchMessage & Readonly<{ record: Delivery | undefined }>;

export function retryDispatch(ports: RetryDispatchPorts): RetryDispatch {
  return {
    async run(messages) {
      const retries = messages.flatMap((message) => ('retry' in message ? [message] : []));
      const outcomes = messages.flatMap((message) => ('outcome' in message ? [message] : []));
      return (await Promise.all([dispatchEach(ports, retries), recordKept(ports, outcomes)])).flat();
    },
  };
}

async function dispatchEach(
  ports: RetryDispatchPorts,
  messages: readonly RetryDispatchMessage[],
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  try {
    const read = await readRecords(ports, messages);
    const now = ports.clock.now().getTime();
    const { candidates, others } = underLease(read, now);
    for (const { retry } of others) ports.report.duplicate({ delivery: retry.lease });
    const slow = await bySlowRoad(ports, candidates);
    const leaving = read.filter(({ messageId, retry: { road } }) => road !== 'slow' && slow.has(messageId));
    const [unforwarded, returned] = await Promise.all([
      forward(ports, leaving),
      attemptBatch(ports, {
        candidates: candidates.filter((each) => !leaving.some(({ messageId }) => messageId === each.messageId)),
        record: (outcomes) => recordRetries(ports, outcomes),
      }),
    ]);
    await removeDead(ports, others, now);
    // Not only if it was received before: a message that was redriven from the dead letters counts from one.
    const ended = others.flatMap(({ messageId, record }) =>
      record && hasEnded(record) ? [{ messageId, delivery: record }] : [],
    );
    return [...unforwarded, ...returned, ...(await republishResults(ports, ended))];
  } catch (error) {
    const messageIds = messages.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}

/** With the delivery's record; of several messages for one delivery, the last. */
async function readRecords(ports: AttemptPorts, messages: readonly RetryDispatchMessage[]): Promise<readonly Read[]> {
  const distinct = [...new Map(messages.map((message) => [refKey(message.retry.lease), message])).values()];
  const leases = distinct.map(({ retry }) => retry.lease);
  const records = await findRecords(ports, leases);
  const now = ports.clock.now().getTime();
  const early = leases.filter(
    (lease) => confirm(lease, records.get(refKey(lease))) === 'unrecorded' && !isAbandoned(lease, now),
  );
  if (early.length > 0) await ports.pause(recordFollowsWithinMs);
  const later = await findRecords(ports, early);
  return distinct.map((message) => {
    const key = refKey(message.retry.lease);
    return { ...message, record: later.get(key) ?? records.get(key) };
  });
}

async function findRecords({ deliveries }: AttemptPorts, leases: readonly WaitItem[]) {
  const found = leases.length === 0 ? [] : await deliveries.find(leases);
  return new Map(found.map((delivery) => [refKey(refOf(delivery)), delivery]));
}

/** Only the message of a present lease may attempt: else the delivery has been attempted, or is released again. */
function underLease(read: readonly Read[], now: number) {
  const candidates: Candidate[] = [];
  const others: Read[] = [];
  for (const message of read) {
    const { messageId, record, retry } = message;
    const { lease, bypassCircuit } = retry;
    const holds = confirm(lease, record) === 'confirmed' && now < Date.parse(lease.dueAt) - attemptTakesMs;
    if (record && holds) candidates.push({ messageId, delivery: record, bypassCircuit, lease });
    else others.push(message);
  }
  return { candidates, others };
}

/**
 * Sends messages on by the slow road; a second one of the same lease finds that its record has moved on. Never throws, or
 * attempts that go on beside it would be left behind.
 */
async function forward(
  { slowRetries, report }: RetryDispatchPorts,
  messages: readonly Read[],
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  const goBack = (some: readonly Read[], error: unknown) => {
    const messageIds = some.map(({ messageId }) => messageId);
    if (some.length > 0) report.fault({ messageIds, error });
    return messageIds;
  };
  try {
    const unaccepted = await slowRetries.send(
      messages.map(({ retry }) => ({ message: { ...retry, road: 'slow' }, delaySeconds: 0 })),
    );
    const left = messages.filter(({ retry: { lease } }) => unaccepted.has(lease.deliveryId));
    return goBack(left, 'The queue of the slow road did not accept it.');
  } catch (error) {
    return goBack(messages, error);
  }
}

/** Removes leases that nothing will come of. An unrecorded one stays: its lane releases it again until it is recorded. */
async function removeDead({ waits }: AttemptPorts, others: readonly Read[], now: number): Promise<void> {
  const dead = others.flatMap(({ retry: { lease }, record }) => (isDead(lease, record, now) ? [lease] : []));
  if (dead.length > 0) await waits.remove(dead);
}

function isDead(lease: WaitItem, record: Delivery | undefined, now: number): boolean {
  switch (confirm(lease, record)) {
    case 'confirmed':
      return false;
    case 'stale':
      return true;
    case 'unrecorded':
      return isAbandoned(lease, now);
  }
}
