/** The keys of all items in the table, defined here only. */
/** A space has a partition of its own: every batch of events reads it. */
export const spaceKey = (spaceId: string) => ({ pk: `SPACE-RECORD#${spaceId}`, sk: spaceId });

/** The ids of all spaces, for lists of them. */
export const spaceIdsPartition = 'SPACES';
export const spaceIdKey = (spaceId: string) => ({ pk: spaceIdsPartition, sk: spaceId });

/** Everything that a space's managers configure is in one partition. */
export const spacePartition = (space: string) => `SPACE#${space}`;

export const configurationKey = (space: string, sort: string) => ({ pk: spacePartition(space), sk: sort });

export const webhookPrefix = 'WEBHOOK#';

export const webhookKey = (space: string, webhookId: string) => configurationKey(space, `${webhookPrefix}${webhookId}`);

export const rulePrefix = 'RULE#';

export const ruleKey = (space: string, ruleId: string) => configurationKey(space, `${rulePrefix}${ruleId}`);

/** One item per pattern and webhook, so that an event's subscribers are a few queries by exact key. */
export const subscriptionPartition = (space: string, pattern: string) => `SUBSCRIPTION#${space}#${pattern}`;

/** Removed resources that are still to be purged. */
export const removedPartition = 'REMOVED';

export const removedSpaceKey = (space: string) => ({ pk: removedPartition, sk: `SPACE#${space}` });

export const removedWebhookKey = (space: string, webhookId: string) => ({
  pk: removedPartition,
  sk: `WEBHOOK#${space}#${webhookId}`,
});

/**
 * Number of partitions that the records of one webhook or rule are spread over: one takes 1,000 writes a second
 * (DynamoDB quota), and a webhook 5,000 deliveries.
 */
export const deliveryPartitions = 8;

/** One part of a webhook's deliveries, or of a rule's executions. */
export const deliveriesPartition = (ownerId: string, part: number) => `DELIVERIES#${ownerId}#${part}`;

/** The stored responses of a rule's execution's steps. */
export const executionPartition = ({ ruleId, executionId }: Readonly<{ ruleId: string; executionId: string }>) =>
  `EXECUTION#${ruleId}#${executionId}`;

/** A webhook's notifications are adjacent in its space's partition. */
export const notificationPrefix = (webhookId: string) => `NOTIFICATION#${webhookId}#`;

/** One item per rule under its trigger, so that an event's rules are one query. */
export const triggerPartition = (space: string, eventType: string) => `TRIGGER#${space}#${eventType}`;

/** One item per rule under each webhook that it calls, so that deleting a webhook finds them. */
export const usePartition = (space: string, webhookId: string) => `USE#${space}#${webhookId}`;

/** The sparse index: its partition is `lane`, its sort key `dueAt`. */
export const laneIndex = 'lane';

/** One part of the wait items of a webhook's lane. */
export const waitItemsPartition = (webhookId: string, partition: number) => `WAITS#${webhookId}#${partition}`;

export const laneKey = (webhookId: string) => ({ pk: `LANE#${webhookId}`, sk: 'LANE' });

/** Open lanes, by when they are to be reconciled; in parts, as one takes 1,000 writes a second (DynamoDB quota). */
export const openLanesPartition = (part: number) => `LANES#${part}`;

export const replaysPartition = (webhookId: string) => `REPLAYS#${webhookId}`;

export const replayKey = (webhookId: string, replayId: string) => ({ pk: replaysPartition(webhookId), sk: replayId });

export const rateKey = (webhookId: string, second: number) => ({ pk: `RATE#${webhookId}`, sk: String(second) });

export const escalationKey = (owner: string, kind: string, targetId: string) => ({
  pk: `ESCALATION#${owner}`,
  sk: `${kind}#${targetId}`,
});

/** Owners to whom a mail is due, by time. */
export const dueEscalationsPartition = 'ESCALATIONS';

/** Counters and lists of a whole space are in one partition: it is written once for many deliveries. */
export const activityPartition = (space: string) => `ACTIVITY#${space}`;

export const statisticsPrefix = (page: string) => `STATISTICS#${page}#`;

export const statisticsKey = (space: string, { page, hour }: Readonly<{ page: string; hour: string }>) => ({
  pk: activityPartition(space),
  sk: `${statisticsPrefix(page)}${hour}`,
});

/** One of a space's lists, in pages by the last of their keys. */
export const indexPrefix = (name: string) => `${name}#`;
