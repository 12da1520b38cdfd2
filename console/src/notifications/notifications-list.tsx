import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { Notification } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { actionsColumn } from '../parts/actions-column.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useItemDialog } from '../parts/use-item-dialog.ts';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { NotificationDialog } from './notification-dialog.tsx';

/** Titles and messages for event types, which a webhook's payloads use instead of those of the event. */
export function NotificationsList({ path }: Readonly<{ path: WebhookPath }>) {
  const mayChange = useMayChange();
  const list = useList<Notification>({
    queryKey: ['notifications', path.space, path.webhookId],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/notifications', {
        params: { path, query: { cursor, limit: 100 } },
      }),
  });
  const { dialog, create, edit, remove, dismiss, done } = useItemDialog<Notification>(list.refresh);
  return (
    <>
      <ListTable
        title="Notifications"
        description="Texts for the payload: they replace the title and message of events of a type, as ${TITLE} and ${EVENT_MSG} in templates."
        list={list}
        trackBy={({ id }) => id}
        columns={[
          { id: 'eventType', header: 'Event type', isRowHeader: true, cell: ({ eventType }) => eventType },
          { id: 'title', header: 'Title', cell: ({ title }) => <span className="breakable">{title ?? '–'}</span> },
          {
            id: 'message',
            header: 'Message',
            cell: ({ message }) => <span className="breakable">{message ?? '–'}</span>,
          },
          ...(mayChange
            ? [actionsColumn({ nameOf: ({ eventType }) => eventType, onEdit: edit, onDelete: remove })]
            : []),
        ]}
        actions={mayChange && <Button onClick={create}>Create notification</Button>}
        empty={<Box variant="p">No notifications yet. Payloads use the title and message of the event.</Box>}
      />
      {(dialog?.kind === 'create' || dialog?.kind === 'edit') && (
        <NotificationDialog
          path={path}
          notification={dialog.kind === 'edit' ? dialog.item : undefined}
          onDone={() => done('The notification was saved.')}
          onDismiss={dismiss}
        />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          what="notification"
          name={dialog.item.eventType}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}', {
              params: { path: { ...path, notificationId: dialog.item.id } },
            })
          }
          onDone={() => done('The notification was deleted.')}
          onDismiss={dismiss}
        >
          Payloads for {dialog.item.eventType} will use the title and message of the event.
        </DeleteDialog>
      )}
    </>
  );
}
