import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { Notification } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import type { WebhookPath } from '../webhooks/use-webhook.ts';

type Props = Readonly<{
  path: WebhookPath;
  notification: Notification | undefined;
  onDone: () => void;
  onDismiss: () => void;
}>;

/** Creates or edits a notification. Its event type cannot be changed. */
export function NotificationDialog({ path, notification, onDone, onDismiss }: Props) {
  const [eventType, setEventType] = useState(notification?.eventType ?? '');
  const [title, setTitle] = useState(notification?.title ?? '');
  const [message, setMessage] = useState(notification?.message ?? '');
  const save = () =>
    notification === undefined
      ? posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/notifications', {
          params: { path },
          body: { eventType, ...(title !== '' && { title }), ...(message !== '' && { message }) },
        })
      : posthorn.PATCH('/v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}', {
          params: { path: { ...path, notificationId: notification.id } },
          body: { title: title === '' ? null : title, message: message === '' ? null : message },
        });
  return (
    <FormDialog
      header={notification === undefined ? 'Create notification' : `Notification for ${notification.eventType}`}
      submitText="Save"
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <SpaceBetween size="l">
          {notification === undefined && (
            <FormField label="Event type" errorText={errorAt('eventType')}>
              <Input
                value={eventType}
                placeholder="hit.detected"
                onChange={({ detail }) => setEventType(detail.value)}
              />
            </FormField>
          )}
          <FormField label="Title" errorText={errorAt('title')}>
            <Input value={title} onChange={({ detail }) => setTitle(detail.value)} />
          </FormField>
          <FormField label="Message" errorText={errorAt('message')}>
            <Textarea value={message} onChange={({ detail }) => setMessage(detail.value)} />
          </FormField>
        </SpaceBetween>
      )}
    </FormDialog>
  );
}
