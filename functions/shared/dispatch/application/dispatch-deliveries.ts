import type { DeliveryRef } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { DeliveryMessage, DeliveryQueue } from '../../events/application/ports.ts';
import { eachMessage, returnAll, returnFailed } from '../../platform/application/returned-messages.ts';
import { type BatchPorts, dispatchBatch } from './dispatch-batch.ts';
import type { Candidate } from './prepare-attempt.ts';
import { type RecordedDelivery, republishResults } from './publish-results.ts';
import { separateSlow } from './slow-endpoints.ts';

/** A message of the delivery queue. */
export type DispatchMessage = Readonly<{ messageId: string; receiveCount: number; delivery: DeliveryMessage }>;

export type DispatchDeliveriesPorts = BatchPorts &
  Readonly<{
    /** The queue for first attempts at slow endpoints. */
    slowDeliveries: DeliveryQueue;
  }>;

type FirstAttempt = Candidate & Readonly<{ message: DeliveryMessage }>;

/**
 * Makes the first attempt of each delivery of a batch, in parallel, and records the outcomes. Returns the ids of the
 * messages that must be received again: only an internal fault causes that.
 */
export async function dispatchDeliveries(
  ports: DispatchDeliveriesPorts,
  messages: readonly DispatchMessage[],
): Promise<readonly string[]> {
  const distinct = withoutRepetitions(ports, messages);
  const returned = new Set(await dispatchDistinct(ports, distinct));
  const unfinished = new Set(
    distinct.flatMap(({ messageId, delivery }) => (returned.has(messageId) ? delivery.deliveryId : [])),
  );
  return messages.flatMap(({ messageId, delivery }) => (unfinished.has(delivery.deliveryId) ? messageId : []));
}

async function dispatchDistinct(
  ports: DispatchDeliveriesPorts,
  messages: readonly DispatchMessage[],
): Promise<readonly string[]> {
  try {
    const recorded = await findRecorded(ports, messages);
    const fresh = messages.filter(({ messageId }) => !recorded.some((record) => record.messageId === messageId));
    const { results, returned: unread } = await eachMessage(ports.report, fresh, (message) =>
      toCandidate(ports, message),
    );
    const { slow, others } = await separateSlow(
      ports,
      results.filter((candidate) => candidate !== undefined),
    );
    const [unforwarded, returned] = await Promise.all([forwardToSlowQueue(ports, slow), dispatchBatch(ports, others)]);
    return [...unread, ...unforwarded, ...returned, ...(await republishResults(ports, recorded))];
  } catch (error) {
    return returnAll(ports.report, messages, error);
  }
}

/**
 * Of several messages for one delivery, only the first is processed, and the others are deleted only if it is. Another batch
 * may hold the same two messages in the other order and rely on the one that would be deleted here.
 */
function withoutRepetitions({ report }: DispatchDeliveriesPorts, messages: readonly DispatchMessage[]) {
  const seen = new Set<string>();
  return messages.filter(({ delivery }) => {
    const isRepetition = seen.has(delivery.deliveryId);
    if (isRepetition) report.duplicate({ delivery: refIn(delivery) });
    seen.add(delivery.deliveryId);
    return !isRepetition;
  });
}

/**
 * The records of deliveries that may have been attempted before. An ordinary first message is not checked: that would double
 * the reads. A rule's message always is: one that is received twice must not call the first step again after later ones.
 */
async function findRecorded(
  ports: DispatchDeliveriesPorts,
  messages: readonly DispatchMessage[],
): Promise<readonly RecordedDelivery[]> {
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
 * Forwards messages to the slow queue. A crash right after that forwards them twice, so there each record is read before an
 * attempt. Never throws, because attempts are running in parallel.
 */
async function forwardToSlowQueue(
  { slowDeliveries, report }: DispatchDeliveriesPorts,
  slow: readonly FirstAttempt[],
): Promise<readonly string[]> {
  if (slow.length === 0) return [];
  try {
    const faults = await slowDeliveries.send(
      slow.map(({ message }) => ({ ...message, repeated: true, slowQueue: true })),
    );
    const failed = slow.flatMap(({ messageId, message }) => {
      const error = faults.get(message.deliveryId);
      return error === undefined ? [] : [{ messageId, error }];
    });
    return returnFailed(report, failed);
  } catch (error) {
    return returnAll(report, slow, error);
  }
}

function refIn({ deliveryId, webhookId, rule }: DeliveryMessage): DeliveryRef {
  return rule ? { ruleId: rule.id, deliveryId } : { webhookId, deliveryId };
}

/** The delivery of a message; undefined if its rule was deleted. */
async function toCandidate(
  ports: BatchPorts,
  { messageId, delivery: message }: DispatchMessage,
): Promise<FirstAttempt | undefined> {
  const delivery = message.rule ? await newExecution(ports, message) : newDelivery(ports, message);
  if (delivery === undefined) return undefined;
  const fromSlowQueue = message.slowQueue ?? false;
  return { messageId, delivery, event: message.event, bypassCircuit: false, fromSlowQueue, message };
}

type Identity = Pick<Delivery, 'space' | 'webhookId' | 'eventId' | 'envelopeId' | 'eventType'> &
  Readonly<{ deliveryId: string }>;

function newDelivery(
  { clock }: BatchPorts,
  { deliveryId: id, space, webhookId, eventId, envelopeId, eventType }: Identity,
) {
  const now = iso(clock.now().getTime());
  const identity = { id, space, webhookId, eventId, envelopeId, eventType };
  return { ...identity, status: 'pending', version: 0, createdAt: now, updatedAt: now, attempts: [] } as const;
}

/** Starts an execution of the current version of a rule; undefined if it was deleted or disabled after the event. */
async function newExecution(
  ports: BatchPorts,
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
      responseNames: [],
    },
  };
}
