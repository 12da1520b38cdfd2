import { partitionOf } from '../../platform/domain/partition.ts';

/**
 * A space has several message groups in a fair queue. SQS deprioritises a group with more than a tenth of the messages
 * in flight, or of the processing time (SQS developer guide, "How fair queues work"). With a group for each webhook, an
 * event for a hundred thousand webhooks is a hundred thousand quiet groups, and all others wait. With one for the
 * space, a single busy webhook delays its whole space. So a space that floods the queue is delayed when it has four
 * tenths.
 */
const groupsOfSpace = 4;

/** The message group of a webhook's or a rule's deliveries. */
export function fairGroup({ space, id }: Readonly<{ space: string; id: string }>): string {
  return `${space}#${partitionOf(id, groupsOfSpace)}`;
}
