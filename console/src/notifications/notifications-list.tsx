import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Notification } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { tellDone } from '../layout/notices.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { NotificationDialog } from './notification-dialog.tsx';

/** A webhook's own words for event types, which stand in its payloads in place of the producer's. */
export function NotificationsList({ path }: Readonly<{ path: WebhookPath }>) {
  const mayChange = useMayChange();
  const [edited, setEdited] = useState<Notification | 'new'>();
  const [deleted, setDeleted] = useState<Notification>();
  const list = useList<Notification>({
    queryKey: ['notifications', path.space, path.webhookId],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/notifications', {
        params: { path, query: { cursor, limit: 100 } },
      }),
  });
  const done = (text: string) => {
    setEdited(undefined);
    setDeleted(undefined);
    tellDone(text);
    list.refresh();
  };
  return (
    <>
      <ListTable
        title="Notifications"
        description="What ${TITLE} and ${EVENT_MSG} say for an event type, in place of the producer's words."
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
            ? [
                {
                  id: 'actions',
                  header: 'Actions',
                  cell: (notification: Notification) => (
                    <SpaceBetween direction="horizontal" size="xs">
                      <Button
                        variant="inline-link"
                        ariaLabel={`Edit ${notification.eventType}`}
                        onClick={() => setEdited(notification)}
                      >
                        Edit
                      </Button>
                      <Button
                        variant="inline-link"
                        ariaLabel={`Delete ${notification.eventType}`}
                        onClick={() => setDeleted(notification)}
                      >
                        Delete
                      </Button>
                    </SpaceBetween>
                  ),
                },
              ]
            : []),
        ]}
        actions={mayChange && <Button onClick={() => setEdited('new')}>Create notification</Button>}
        empty={<Box variant="p">The producers' words are used for every event type.</Box>}
      />
      {edited !== undefined && (
        <NotificationDialog
          path={path}
          notification={edited === 'new' ? undefined : edited}
          onDone={() => done('The notification was saved.')}
          onDismiss={() => setEdited(undefined)}
        />
      )}
      {deleted !== undefined && (
        <DeleteDialog
          what="notification"
          name={deleted.eventType}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}', {
              params: { path: { ...path, notificationId: deleted.id } },
            })
          }
          onDone={() => done('The notification was deleted.')}
          onDismiss={() => setDeleted(undefined)}
        >
          Payloads for {deleted.eventType} hold the producer's words from then on.
        </DeleteDialog>
      )}
    </>
  );
}
