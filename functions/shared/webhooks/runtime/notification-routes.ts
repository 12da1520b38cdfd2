import { created } from '../../api/runtime/created.ts';
import { resourceRoutes } from '../../api/runtime/resource-routes.ts';
import { type Served, serve } from '../../api/runtime/serve.ts';
import type { AuditServices } from '../../platform/application/audited-stores.ts';
import { wellShaped } from '../../platform/application/examined.ts';
import type { IdempotencyPorts } from '../../platform/application/idempotency.ts';
import { changeResource, createResource } from '../../platform/application/manage-resources.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { NotificationFields } from '../domain/notification.ts';
import * as contract from './notifications-contract.ts';

export type NotificationServices = IdempotencyPorts &
  AuditServices &
  Readonly<{ notifications: ResourceStore<NotificationFields> }>;

export function notificationRoutes(services: NotificationServices): readonly Served[] {
  const routes = resourceRoutes(services, {
    store: services.notifications,
    kind: 'notification',
    noun: 'notification',
    parentNoun: 'webhook',
    parameter: 'notificationId',
    name: (id) => ({ id, eventType: id }),
    taken: { path: 'eventType', message: 'already has a notification in this webhook; change it' },
  });
  return [
    serve(contract.createNotification, async ({ principal, path, body, request }) => {
      const { eventType, ...fields } = body;
      const ref = { ...routes.parentOf(path), id: eventType };
      const draft = { ref, fields: wellShaped(fields) };
      const outcome = await createResource(services, routes.kindFor(principal), { draft, request });
      const list = `/v1/spaces/${ref.space}/webhooks/${ref.parent}/notifications`;
      return created(outcome, { path: list, version: 1 });
    }),
    routes.list(contract.listNotifications),
    routes.read(contract.readNotification),
    serve(contract.changeNotification, async ({ principal, path, body, expected }) => {
      const change = (before: NotificationFields) => wellShaped(patched(before, body));
      const ref = routes.refOf(path);
      return routes.answer(await changeResource(services, routes.kindFor(principal), { ref, expected, change }));
    }),
    routes.remove(contract.deleteNotification),
  ];
}

type NotificationPatch = Readonly<{ title?: string | null | undefined; message?: string | null | undefined }>;

const patched = (before: NotificationFields, { title, message }: NotificationPatch): NotificationFields => ({
  title: title === undefined ? before.title : (title ?? undefined),
  message: message === undefined ? before.message : (message ?? undefined),
});
