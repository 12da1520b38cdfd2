import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { deleteOperation, listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';
import { noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { notificationFields } from '../domain/notification.ts';

const path = '/v1/spaces/{space}/webhooks/{webhookId}/notifications';

const notification = notificationFields
  .extend({
    id: eventTypeName.meta({ description: 'The event type. A webhook has one notification per event type.' }),
    eventType: eventTypeName,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Notification' });

const { title, message } = notificationFields.shape;

export const createNotification = operation({
  route: `POST ${path}`,
  operationId: 'createNotification',
  summary: "Create a webhook's own title and message for an event type",
  query: noQuery,
  body: notificationFields.extend({ eventType: eventTypeName }).meta({ id: 'NotificationDraft' }),
  repeatable: true,
  example: { eventType: 'hit.detected', title: 'A hit!', message: 'Check it now.' },
  success: { status: 201, description: 'The notification.', body: notification },
});

export const listNotifications = listOperation({
  route: `GET ${path}`,
  operationId: 'listNotifications',
  summary: "List a webhook's notifications, by event type",
  plural: 'notifications',
  response: notification,
});

export const readNotification = readOperation({
  route: `GET ${path}/{notificationId}`,
  operationId: 'readNotification',
  summary: 'Read a notification',
  noun: 'notification',
  response: notification,
});

export const changeNotification = operation({
  route: `PATCH ${path}/{notificationId}`,
  operationId: 'changeNotification',
  summary: 'Change a notification',
  query: noQuery,
  body: z.strictObject({ title: title.nullable(), message: message.nullable() }).meta({ id: 'NotificationPatch' }),
  patch: true,
  conditional: true,
  example: { title: null },
  success: { status: 200, description: 'The updated notification.', body: notification },
});

export const deleteNotification = deleteOperation({
  route: `DELETE ${path}/{notificationId}`,
  operationId: 'deleteNotification',
  summary: "Delete a notification and use the producer's texts again",
  noun: 'notification',
});
