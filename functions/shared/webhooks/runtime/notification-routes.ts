import { resourceRoutes } from '../../api/runtime/resource-routes.ts';
import { type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { createdResponse } from '../../api/runtime/standard-responses.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import type { IdempotencyPorts } from '../../platform/application/idempotency.ts';
import { changeResource, createResource } from '../../platform/application/manage-resources.ts';
import { validDraft } from '../../platform/application/parsed-draft.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { NotificationFields } from '../domain/notification.ts';
import * as contract from './notifications-contract.ts';

export type NotificationPorts = IdempotencyPorts &
  AuditPorts &
  Readonly<{ notifications: ResourceStore<NotificationFields> }>;

export function notificationRoutes(ports: NotificationPorts): readonly ApiRoute[] {
  const routes = resourceRoutes(ports, {
    store: ports.notifications,
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
      const draft = { ref, fields: validDraft(fields) };
      const outcome = await createResource(ports, routes.kindFor(principal), { draft, request });
      const list = `/v1/spaces/${ref.space}/webhooks/${ref.parent}/notifications`;
      return createdResponse(outcome, { path: list, version: 1 });
    }),
    routes.list(contract.listNotifications),
    routes.read(contract.readNotification),
    serve(contract.changeNotification, async ({ principal, path, body, expected }) => {
      const change = (before: NotificationFields) => validDraft(patched(before, body));
      const ref = routes.refOf(path);
      return routes.respond(await changeResource(ports, routes.kindFor(principal), { ref, expected, change }));
    }),
    routes.remove(contract.deleteNotification),
  ];
}

type NotificationPatch = Readonly<{ title?: string | null | undefined; message?: string | null | undefined }>;

const patched = (before: NotificationFields, { title, message }: NotificationPatch): NotificationFields => ({
  title: title === undefined ? before.title : (title ?? undefined),
  message: message === undefined ? before.message : (message ?? undefined),
});
