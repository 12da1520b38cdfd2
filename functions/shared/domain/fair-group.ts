import { partitionOf } from './partition.ts';

/**
 * The webhooks of a space are so many tenants of a fair queue. SQS puts a tenant behind the others that has more than a
 * tenth of what is in flight, or of the time spent (SQS developer guide, "How fair queues work"). With a tenant for each
 * webhook, an event for a hundred thousand of them is a hundred thousand quiet tenants, and everybody waits. With one for
 * the space, a single busy webhook holds up its whole space. So a space that floods waits when it has four tenths.
 */
const groupsOfSpace = 4;

/** The message group of a webhook's or a rule's deliveries. */
export function fairGroup({ space, id }: Readonly<{ space: string; id: string }>): string {
  return `${space}#${partitionOf(id, groupsOfSpace)}`;
}
