/** Where things lie in the table: the one place that spells its keys. */
export const spaceKey = (spaceId: string) => ({ pk: 'SPACES', sk: spaceId });

/** Everything that a space's managers configure lies in one partition. */
export const spacePartition = (space: string) => `SPACE#${space}`;

export const configurationKey = (space: string, sort: string) => ({ pk: spacePartition(space), sk: sort });

/** One item per pattern and webhook, so that an event's subscribers are a few queries by exact key. */
export const subscriptionPartition = (space: string, pattern: string) => `SUBSCRIPTION#${space}#${pattern}`;

/** What was removed and is still to be cleared away. */
export const removedPartition = 'REMOVED';

export const removedSpaceKey = (space: string) => ({ pk: removedPartition, sk: `SPACE#${space}` });

export const removedWebhookKey = (space: string, webhookId: string) => ({
  pk: removedPartition,
  sk: `WEBHOOK#${space}#${webhookId}`,
});

export const deliveriesPartition = (webhookId: string) => `DELIVERIES#${webhookId}`;

/** A webhook's notifications lie together in its space's partition. */
export const notificationPrefix = (webhookId: string) => `NOTIFICATION#${webhookId}#`;

/** One item per rule under what sets it off, so that an event's rules are one query. */
export const triggerPartition = (space: string, eventType: string) => `TRIGGER#${space}#${eventType}`;
