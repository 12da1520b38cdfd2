/** Where things lie in the table: the one place that spells its keys. */
/** A space has a partition to itself: every batch of events reads it. */
export const spaceKey = (spaceId: string) => ({ pk: `SPACE-RECORD#${spaceId}`, sk: spaceId });

/** The ids of all spaces, which lists of them are read by. */
export const spaceIdsPartition = 'SPACES';
export const spaceIdKey = (spaceId: string) => ({ pk: spaceIdsPartition, sk: spaceId });

/** Everything that a space's managers configure lies in one partition. */
export const spacePartition = (space: string) => `SPACE#${space}`;

export const configurationKey = (space: string, sort: string) => ({ pk: spacePartition(space), sk: sort });

export const webhookPrefix = 'WEBHOOK#';

export const webhookKey = (space: string, webhookId: string) => configurationKey(space, `${webhookPrefix}${webhookId}`);

export const rulePrefix = 'RULE#';

export const ruleKey = (space: string, ruleId: string) => configurationKey(space, `${rulePrefix}${ruleId}`);

/** One item per pattern and webhook, so that an event's subscribers are a few queries by exact key. */
export const subscriptionPartition = (space: string, pattern: string) => `SUBSCRIPTION#${space}#${pattern}`;

/** What was removed and is still to be purged. */
export const removedPartition = 'REMOVED';

export const removedSpaceKey = (space: string) => ({ pk: removedPartition, sk: `SPACE#${space}` });

export const removedWebhookKey = (space: string, webhookId: string) => ({
  pk: removedPartition,
  sk: `WEBHOOK#${space}#${webhookId}`,
});

/**
 * Over how many partitions the records of one webhook or rule are spread: one takes 1,000 writes a second (DynamoDB
 * quota), and a webhook 5,000 deliveries.
 */
export const deliveryPartitions = 8;

/** One part of a webhook's deliveries, or of a rule's executions. */
export const deliveriesPartition = (ownerId: string, part: number) => `DELIVERIES#${ownerId}#${part}`;

/** What the steps of a rule's execution answered. */
export const executionPartition = ({ ruleId, executionId }: Readonly<{ ruleId: string; executionId: string }>) =>
  `EXECUTION#${ruleId}#${executionId}`;

/** A webhook's notifications lie together in its space's partition. */
export const notificationPrefix = (webhookId: string) => `NOTIFICATION#${webhookId}#`;

/** One item per rule under what sets it off, so that an event's rules are one query. */
export const triggerPartition = (space: string, eventType: string) => `TRIGGER#${space}#${eventType}`;

/** One item per rule under each webhook that it calls, so that none is deleted unseen. */
export const usePartition = (space: string, webhookId: string) => `USE#${space}#${webhookId}`;

/** The sparse index: its partition is `lane`, its sort key `dueAt`. */
export const laneIndex = 'lane';

/** One part of what waits in a webhook's lane. */
export const waitItemsPartition = (webhookId: string, partition: number) => `WAITS#${webhookId}#${partition}`;

export const laneKey = (webhookId: string) => ({ pk: `LANE#${webhookId}`, sk: 'LANE' });

/** Open lanes, by when the reconciler has to see to them; in parts, since a partition of the index takes 1,000 writes a second (DynamoDB quota). */
export const openLanesPartition = (part: number) => `LANES#${part}`;

export const replaysPartition = (webhookId: string) => `REPLAYS#${webhookId}`;

export const replayKey = (webhookId: string, replayId: string) => ({ pk: replaysPartition(webhookId), sk: replayId });

export const rateKey = (webhookId: string, second: number) => ({ pk: `RATE#${webhookId}`, sk: String(second) });

export const escalationKey = (owner: string, kind: string, targetId: string) => ({
  pk: `ESCALATION#${owner}`,
  sk: `${kind}#${targetId}`,
});

/** Owners to whom a mail is due, by when. */
export const dueEscalationsPartition = 'ESCALATIONS';

/** What is counted and listed of a whole space lies in one partition: it is written once for many deliveries. */
export const activityPartition = (space: string) => `ACTIVITY#${space}`;

export const statisticsPrefix = (page: string) => `STATISTICS#${page}#`;

export const statisticsKey = (space: string, { page, hour }: Readonly<{ page: string; hour: string }>) => ({
  pk: activityPartition(space),
  sk: `${statisticsPrefix(page)}${hour}`,
});

/** One of a space's lists, in pages by the last of their keys. */
export const indexPrefix = (name: string) => `${name}#`;
