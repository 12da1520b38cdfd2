import type { DeliveryRef } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { DeliveryMessage, DeliveryQueue } from '../../events/application/ports.ts';
import { eachMessage, returnAll, returnFailed } from '../../platform/application/returned-messages.ts';
import { type BatchPorts, dispatchBatch } from './dispatch-batch.ts';
import type { Candidate } from './prepare-attempt.ts';
import { type RecordedDelivery, republishResults } from './publish-results.ts';
import { divideBySpeed } from './slow-road.ts';

/** One message of the delivery queue. */
export type DispatchMessage = Readonly<{ messageId: string; receiveCount: number; delivery: DeliveryMessage }>;

export type DispatchDeliveriesPorts = BatchPorts &
  Readonly<{
    /** The way to first attempts at slow endpoints. */
    slowDeliveries: DeliveryQueue;
  }>;

type FirstAttempt = Candidate & Readonly<{ message: DeliveryMessage }>;

/**
 * Makes the first attempt of a batch's deliveries side by side and records what came of them. Answers the ids of the
 * messages that must come again, for a fault of ours alone.
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
    const recorded = await recordedBefore(ports, messages);
    const fresh = messages.filter(({ messageId }) => !recorded.some((record) => record.messageId === messageId));
    const { results, returned: unread } = await eachMessage(ports.report, fresh, (message) =>
      toCandidate(ports, message),
    );
    const { slow, others } = await divideBySpeed(
      ports,
      results.filter((candidate) => candidate !== undefined),
    );
    const [unforwarded, returned] = await Promise.all([forward(ports, slow), dispatchBatch(ports, others)]);
    return [...unread, ...unforwarded, ...returned, ...(await republishResults(ports, recorded))];
  } catch (error) {
    return returnAll(ports.report, messages, error);
  }
}

/**
 * Of several messages for one delivery the first is worked on and the others share its fate. A repetition must not be done
 * with before: another batch may hold both the other way round, and rely on the one that is deleted here.
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
 * The records of deliveries that may have been made before. A plain first message is not looked up: that would double
 * the reads. A rule's always is: a message handed out twice must not call the first step again after later ones.
 */
async function recordedBefore(
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
 * Sends messages on by the slow road, then they are done with here; should that be lost, they are sent on twice. So there
 * each is looked up before it is attempted. Never throws, or attempts that go on beside it would be left behind.
 */
async function forward(
  { slowDeliveries, report }: DispatchDeliveriesPorts,
  slow: readonly FirstAttempt[],
): Promise<readonly string[]> {
  if (slow.length === 0) return [];
  try {
    const faults = await slowDeliveries.send(slow.map(({ message }) => ({ ...message, repeated: true, road: 'slow' })));
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

/** The delivery that a message asks for; none when its rule is gone. */
async function toCandidate(
  ports: BatchPorts,
  { messageId, delivery: message }: DispatchMessage,
): Promise<FirstAttempt | undefined> {
  const delivery = message.rule ? await newExecution(ports, message) : newDelivery(ports, message);
  return delivery && { messageId, delivery, event: message.event, bypassCircuit: false, road: message.road, message };
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

/** Begins to carry out a rule, as it is now. One that was deleted or disabled since the event came is left alone. */
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
      answers: [],
    },
  };
}
