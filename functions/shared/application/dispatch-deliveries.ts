import type { Delivery } from '../domain/delivery.ts';
import { iso } from '../domain/delivery-course.ts';
import { type Recorded, republishResults } from './announce-results.ts';
import { type AttemptPorts, attemptBatch } from './attempt-batch.ts';
import type { DeliveryMessage, DeliveryQueue } from './ports/delivery-queue.ts';
import type { DeliveryRef } from './ports/delivery-store.ts';
import type { Candidate } from './prepare-attempt.ts';
import { recordFirstAttempts } from './record-attempts.ts';
import { reportWriteFaults } from './report-write-faults.ts';
import { bySlowRoad } from './slow-road.ts';

/** One message of the delivery queue. */
export type DispatchMessage = Readonly<{ messageId: string; receiveCount: number; delivery: DeliveryMessage }>;

export type DispatchPorts = AttemptPorts &
  Readonly<{
    /** The way to first attempts at slow endpoints. */
    slowDeliveries: DeliveryQueue;
  }>;

/** Makes the first attempt of a batch's deliveries side by side and records what came of them. */
export interface Dispatch {
  /** Answers the ids of the messages that must come again, for a fault of ours alone. */
  run(messages: readonly DispatchMessage[]): Promise<readonly string[]>;
}

export function dispatch(ports: DispatchPorts): Dispatch {
  return {
    async run(messages) {
      const distinct = withoutRepetitions(ports, messages);
      const returned = new Set(await dispatchEach(ports, distinct));
      const unfinished = new Set(
        distinct.flatMap(({ messageId, delivery }) => (returned.has(messageId) ? delivery.deliveryId : [])),
      );
      return messages.flatMap(({ messageId, delivery }) => (unfinished.has(delivery.deliveryId) ? messageId : []));
    },
  };
}

async function dispatchEach(ports: DispatchPorts, messages: readonly DispatchMessage[]): Promise<readonly string[]> {
  try {
    const recorded = await recordedBefore(ports, messages);
    const fresh = messages.filter(({ messageId }) => !recorded.some((record) => record.messageId === messageId));
    const { candidates, unread } = await toCandidates(ports, fresh);
    const slow = await bySlowRoad(ports, candidates);
    const leaving = fresh.filter(({ messageId, delivery: { road } }) => road !== 'slow' && slow.has(messageId));
    const [unforwarded, returned] = await Promise.all([
      forward(ports, leaving),
      attemptBatch(ports, {
        candidates: candidates.filter((each) => !leaving.some(({ messageId }) => messageId === each.messageId)),
        record: (outcomes) => recordFirstAttempts(ports, outcomes),
      }),
    ]);
    return [...unread, ...unforwarded, ...returned, ...(await republishResults(ports, recorded))];
  } catch (error) {
    const messageIds = messages.map(({ messageId }) => messageId);
    ports.report.fault({ messageIds, error });
    return messageIds;
  }
}

/**
 * Of several messages for one delivery the first is worked on and the others share its fate. A repetition must not be done
 * with before: another batch may hold both the other way round, and rely on the one that is deleted here.
 */
function withoutRepetitions({ report }: AttemptPorts, messages: readonly DispatchMessage[]) {
  const seen = new Set<string>();
  return messages.filter(({ delivery }) => {
    const isRepetition = seen.has(delivery.deliveryId);
    if (isRepetition) report.duplicate({ delivery: refIn(delivery) });
    seen.add(delivery.deliveryId);
    return !isRepetition;
  });
}

/**
 * The records of deliveries that may have been made before. A plain first message is not looked up: that would double
 * the reads. A rule's always is: a message handed out twice must not call the first step again after later ones.
 */
async function recordedBefore(ports: AttemptPorts, messages: readonly DispatchMessage[]): Promise<Recorded[]> {
  const doubtful = messages.filter(
    ({ delivery, receiveCount }) => delivery.repeated || receiveCount > 1 || delivery.rule !== undefined,
  );
  if (doubtful.length === 0) return [];
  const found = await ports.deliveries.find(doubtful.map(({ delivery }) => refIn(delivery)));
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  return doubtful.flatMap(({ messageId, delivery: message }) => {
    const delivery = byId.get(message.deliveryId);
    if (delivery) ports.report.duplicate({ delivery: refIn(message) });
    return delivery ? [{ messageId, delivery }] : [];
  });
}

/**
 * Sends messages on by the slow road, then they are done with here; should that be lost, they are sent on twice. So there
 * each is looked up before it is attempted. Never throws, or attempts that go on beside it would be left behind.
 */
async function forward(
  { slowDeliveries, report }: DispatchPorts,
  messages: readonly DispatchMessage[],
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  try {
    const faults = await slowDeliveries.send(
      messages.map(({ delivery }) => ({ ...delivery, repeated: true, road: 'slow' })),
    );
    const failed = messages.flatMap(({ messageId, delivery }) => {
      const fault = faults.get(delivery.deliveryId);
      return fault === undefined ? [] : [{ messageId, fault }];
    });
    return reportWriteFaults(report, failed);
  } catch (error) {
    const messageIds = messages.map(({ messageId }) => messageId);
    report.fault({ messageIds, error });
    return messageIds;
  }
}

function refIn({ deliveryId, webhookId, rule }: DeliveryMessage): DeliveryRef {
  return rule ? { ruleId: rule.id, deliveryId } : { webhookId, deliveryId };
}

/** What the messages ask for; `unread` are those whose rule could not be read, for a fault of ours. */
async function toCandidates(ports: AttemptPorts, messages: readonly DispatchMessage[]) {
  const unread: string[] = [];
  const candidates = await Promise.all(
    messages.map(async (message) => {
      try {
        return await toCandidate(ports, message);
      } catch (error) {
        ports.report.fault({ messageIds: [message.messageId], error });
        unread.push(message.messageId);
        return undefined;
      }
    }),
  );
  return { candidates: candidates.filter((candidate) => candidate !== undefined), unread };
}

async function toCandidate(ports: AttemptPorts, message: DispatchMessage): Promise<Candidate | undefined> {
  const { messageId, delivery: asked } = message;
  const delivery = asked.rule ? await newExecution(ports, asked) : newDelivery(ports, { ...asked });
  return delivery && { messageId, delivery, event: asked.event, bypassCircuit: false };
}

type Identity = Pick<Delivery, 'space' | 'webhookId' | 'eventId' | 'envelopeId' | 'eventType'> &
  Readonly<{ deliveryId: string }>;

function newDelivery(
  { clock }: AttemptPorts,
  { deliveryId: id, space, webhookId, eventId, envelopeId, eventType }: Identity,
) {
  const now = iso(clock.now().getTime());
  const identity = { id, space, webhookId, eventId, envelopeId, eventType };
  return { ...identity, state: 'pending', version: 0, createdAt: now, updatedAt: now, attempts: [] } as const;
}

/** Begins to carry out a rule, as it is now. One that was deleted or disabled since the event came is left alone. */
async function newExecution(
  ports: AttemptPorts,
  { rule: target, ...asked }: Extract<DeliveryMessage, { rule: object }>,
): Promise<Delivery | undefined> {
  const rule = await ports.rules.find({ space: asked.space, ruleId: target.id });
  const [first] = rule?.steps ?? [];
  if (!rule?.enabled || first === undefined) return undefined;
  const delivery = newDelivery(ports, { ...asked, webhookId: first.webhookId });
  return {
    ...delivery,
    execution: {
      ruleId: target.id,
      ruleName: rule.name,
      ownerEmail: rule.ownerEmail,
      domain: target.domain,
      steps: rule.steps,
      step: 0,
      stepStartedAt: delivery.createdAt,
      attemptsBefore: 0,
      answers: [],
    },
  };
}
