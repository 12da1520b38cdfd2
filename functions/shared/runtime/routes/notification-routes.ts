import { type AuditServices, auditedResources } from '../../application/audited-stores.ts';
import { wellShaped } from '../../application/examined.ts';
import type { IdempotencyPorts } from '../../application/idempotency.ts';
import {
  changeResource,
  createResource,
  deleteResource,
  type ResourceKind,
} from '../../application/manage-resources.ts';
import { notFound, ok } from '../../application/outcome.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { NotificationFields } from '../../domain/notification.ts';
import type { Principal } from '../../domain/principal.ts';
import { created, emptied } from '../api/created.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/notifications.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type NotificationServices = IdempotencyPorts &
  AuditServices &
  Readonly<{ notifications: ResourceStore<NotificationFields> }>;

const view = resourceView(({ id }) => ({ id, eventType: id }));
const shown = shownBy<NotificationFields>(view);

export function notificationRoutes(services: NotificationServices): readonly Served[] {
  const kindFor = (by: Principal): ResourceKind<NotificationFields> => ({
    store: auditedResources(services.notifications, 'notification', { ...services, by }),
    noun: 'notification',
    parentNoun: 'webhook',
    taken: { path: 'eventType', message: 'already has a notification in this webhook; change it' },
    view,
  });
  return [
    serve(contract.createNotification, async ({ principal, path, body, request }) => {
      const { eventType, ...fields } = body;
      const ref = { space: path('space'), parent: path('webhookId'), id: eventType };
      const outcome = await createResource(services, kindFor(principal), {
        draft: { ref, fields: wellShaped(fields) },
        request,
      });
      const list = `/v1/spaces/${ref.space}/webhooks/${ref.parent}/notifications`;
      return created(outcome, { path: list, version: 1 });
    }),
    serve(contract.listNotifications, ({ path, query }) => {
      const of = { space: path('space'), parent: path('webhookId') };
      return answerPage(
        { list: `notifications of ${JSON.stringify(of)}`, query },
        { read: (page) => services.notifications.list({ ...of, ...page }), view },
      );
    }),
    serve(contract.readNotification, async ({ path }) => {
      const found = await services.notifications.find(refOf(path));
      return found === undefined ? notFound('notification') : ok(shown(found));
    }),
    serve(contract.changeNotification, async ({ principal, path, body, expected }) => {
      const change = (before: NotificationFields) => wellShaped(patched(before, body));
      const outcome = await changeResource(services, kindFor(principal), { ref: refOf(path), expected, change });
      return outcome.ok ? ok(shown(outcome.value)) : outcome;
    }),
    serve(contract.deleteNotification, async ({ principal, path, expected }) =>
      emptied(await deleteResource(kindFor(principal), { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'webhookId' | 'notificationId') => string) => ({
  space: path('space'),
  parent: path('webhookId'),
  id: path('notificationId'),
});

type NotificationPatch = Readonly<{ title?: string | null | undefined; message?: string | null | undefined }>;

const patched = (before: NotificationFields, { title, message }: NotificationPatch): NotificationFields => ({
  title: title === undefined ? before.title : (title ?? undefined),
  message: message === undefined ? before.message : (message ?? undefined),
});
