import type { Delivery } from '../domain/delivery.ts';
import { hasEnded } from '../domain/delivery-course.ts';
import { makeUpFor } from './announce-results.ts';
import { type AttemptPorts, attemptBatch, type Settled } from './attempt-batch.ts';
import { refKey, refOf } from './ports/delivery-store.ts';
import type { RetryMessage } from './ports/retry-queue.ts';
import type { WaitingDeliveries } from './ports/waiting-deliveries.ts';
import type { Candidate } from './prepare-attempt.ts';
import { recordSettled } from './record-settled.ts';

/** One message of the retry queue. */
type RetryDispatchMessage = Readonly<{ messageId: string; retry: RetryMessage }>;

/** Attempts what lanes have released. */
export interface RetryDispatch {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. */
  run(messages: readonly RetryDispatchMessage[]): Promise<readonly string[]>;
}

export type RetryDispatchPorts = AttemptPorts & Readonly<{ waiting: WaitingDeliveries }>;

/**
 * An attempt begins only this long before its lease ends, so that it is recorded before the lane releases the delivery
 * again: both of a webhook's clocks at their longest take 35 s, and the rest is for reading and recording.
 */
const attemptTakesMs = 60_000;

export function retryDispatch(ports: RetryDispatchPorts): RetryDispatch {
  return {
    async run(messages) {
      try {
        const refs = new Map(messages.map(({ retry }) => [refKey(retry), retry]));
        const found = await ports.deliveries.find([...refs.values()]);
        const byKey = new Map(found.map((delivery) => [refKey(refOf(delivery)), delivery]));
        const read = messages.flatMap((message) => {
          const delivery = byKey.get(refKey(message.retry));
          return delivery ? [{ ...message, delivery }] : [];
        });
        const now = ports.clock.now().getTime();
        const distinct = [...new Map(read.map((each) => [refKey(each.retry), each])).values()];
        const leased = distinct.filter(({ retry, delivery }) => holdsLease(retry, delivery, now));
        const moved = distinct.filter((each) => !leased.includes(each));
        for (const { retry } of moved) ports.report.duplicate({ delivery: retry });
        const returned = await attemptBatch(ports, {
          candidates: leased.map(toCandidate),
          record: (settled) => recordAll(ports, settled),
        });
        // Not only if it was received before: a message that was redriven from the dead letters counts from one.
        const again = moved.filter(({ delivery }) => hasEnded(delivery));
        return [...returned, ...(await makeUpFor(ports, again))];
      } catch (error) {
        const messageIds = messages.map(({ messageId }) => messageId);
        ports.report.fault({ messageIds, error });
        return messageIds;
      }
    },
  };
}

/** Only the message of the present lease may attempt: an older one's delivery has been attempted or released again. */
function holdsLease({ webhookId, leaseUntil }: RetryMessage, { webhookId: present, place }: Delivery, now: number) {
  if (webhookId !== present) return false;
  return place?.queue === 'leased' && place.dueAt === leaseUntil && now < Date.parse(leaseUntil) - attemptTakesMs;
}

function toCandidate(message: Readonly<{ messageId: string; retry: RetryMessage; delivery: Delivery }>): Candidate {
  const { messageId, retry, delivery } = message;
  return { messageId, delivery, evenIfOpen: retry.evenIfOpen, released: true };
}

function recordAll(ports: RetryDispatchPorts, settled: readonly Settled[]): Promise<readonly string[]> {
  return recordSettled(ports, settled, {
    record: (all) => ports.waiting.change(all),
    written: 'changed',
    known: 'moved_on',
  });
}
