import type { Delivery } from '../domain/delivery.ts';
import { announceAll, makeUpFor, makeUpForKnown, type Recorded } from './announce-results.ts';
import { type AttemptPorts, attemptBatch, type Candidate, type Settled } from './attempt-batch.ts';
import type { DeliveryMessage } from './ports/delivery-queue.ts';
import { settle } from './settle-attempts.ts';

/** One message of the delivery queue. */
export type DispatchMessage = Readonly<{ messageId: string; receiveCount: number; delivery: DeliveryMessage }>;

/** Makes the first attempt of a batch's deliveries side by side and records what came of them. */
export interface Dispatch {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. */
  run(messages: readonly DispatchMessage[]): Promise<readonly string[]>;
}

export function dispatch(ports: AttemptPorts): Dispatch {
  return {
    async run(messages) {
      const distinct = withoutRepetitions(ports, messages);
      try {
        const recorded = await recordedBefore(ports, distinct);
        const fresh = distinct.filter(({ messageId }) => !recorded.some((record) => record.messageId === messageId));
        const { settled, returned } = await attemptBatch(
          ports,
          fresh.map((message) => toCandidate(ports, message)),
        );
        return [...returned, ...(await recordAll(ports, settled)), ...(await makeUpFor(ports, recorded))];
      } catch (error) {
        const messageIds = distinct.map(({ messageId }) => messageId);
        ports.report.fault({ messageIds, error });
        return messageIds;
      }
    },
  };
}

/** A queue may hand out a message twice in one batch; should the first go back, it comes again and the second need not. */
function withoutRepetitions({ report }: AttemptPorts, messages: readonly DispatchMessage[]) {
  const seen = new Set<string>();
  return messages.filter(({ delivery }) => {
    const isRepetition = seen.has(delivery.deliveryId);
    if (isRepetition) report.duplicate({ delivery });
    seen.add(delivery.deliveryId);
    return !isRepetition;
  });
}

/** The records of deliveries that may have been made before. A plain first message is not looked up: that would double the reads. */
async function recordedBefore(ports: AttemptPorts, messages: readonly DispatchMessage[]): Promise<Recorded[]> {
  const doubtful = messages.filter(({ delivery, receiveCount }) => delivery.repeated || receiveCount > 1);
  if (doubtful.length === 0) return [];
  const found = await ports.deliveries.find(doubtful.map(({ delivery }) => delivery));
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  return doubtful.flatMap(({ messageId, delivery: { deliveryId } }) => {
    const delivery = byId.get(deliveryId);
    if (delivery) ports.report.duplicate({ delivery: { webhookId: delivery.webhookId, deliveryId } });
    return delivery ? [{ messageId, delivery }] : [];
  });
}

function toCandidate({ clock }: AttemptPorts, { messageId, delivery: message }: DispatchMessage): Candidate {
  const { deliveryId: id, space, webhookId, eventId, eventType, event } = message;
  const now = clock.now().toISOString();
  const identity = { id, space, webhookId, eventId, eventType };
  const delivery: Delivery = { ...identity, state: 'pending', createdAt: now, updatedAt: now, attempts: [] };
  return { messageId, delivery, event, evenIfOpen: false, released: false };
}

/** Records all outcomes together; one that could not be written sends its message back, alone. */
async function recordAll(ports: AttemptPorts, settled: readonly Settled[]): Promise<readonly string[]> {
  // Of a deleted webhook nothing is kept.
  const kept = settled.filter(({ webhook }) => webhook !== undefined);
  if (kept.length === 0) return [];
  try {
    const outcomes = await settle(ports, kept, (all) => ports.deliveries.recordFirst(all.map(({ after }) => after)));
    const written = kept.filter((_, index) => outcomes[index] === 'recorded');
    const failed = kept.filter((_, index) => outcomes[index] === 'not_recorded').map(({ messageId }) => messageId);
    const known = kept.filter((_, index) => outcomes[index] === 'already_recorded');
    return [...failed, ...(await announceAll(ports, written)), ...(await makeUpForKnown(ports, known))];
  } catch (error) {
    const messageIds = kept.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}
