import { notificationPrefix, webhookKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { ResourceLayout } from '../../platform/adapters/dynamodb-resource-store.ts';
import { type NotificationFields, notificationFields } from '../domain/notification.ts';

export const notificationLayout: ResourceLayout<NotificationFields> = {
  prefix: (webhookId = '') => notificationPrefix(webhookId),
  fields: notificationFields,
  /** A notification is created only while its webhook exists, so that none outlives it. */
  companions: (table, { before, after }) =>
    before !== undefined || after?.parent === undefined
      ? []
      : [
          {
            write: {
              ConditionCheck: {
                TableName: table,
                Key: webhookKey(after.space, after.parent),
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
            refusal: 'no_parent',
          },
        ],
};
