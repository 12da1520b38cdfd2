import { useState } from 'react';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { posthorn } from '../api/posthorn.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import type { WebhookPath } from './use-webhook.ts';

type Props = Readonly<{ path: WebhookPath; name: string; onDone: () => void; onDismiss: () => void }>;

/** Deletes a webhook. If rules call it, the API refuses at first; the second confirmation disables those rules. */
export function DeleteWebhook({ path, name, onDone, onDismiss }: Props) {
  const [isCalled, setIsCalled] = useState(false);
  const remove = async () => {
    try {
      const query = { force: isCalled ? ('true' as const) : ('false' as const) };
      await posthorn.DELETE('/v1/spaces/{space}/webhooks/{webhookId}', { params: { path, query } });
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409) setIsCalled(true);
      throw error;
    }
  };
  return (
    <DeleteDialog
      what="webhook"
      header={isCalled ? 'Delete webhook and disable its rules' : 'Delete webhook'}
      verb={isCalled ? 'Delete and disable rules' : 'Delete'}
      name={name}
      remove={remove}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      This permanently deletes the webhook, its notifications and its deliveries, including those that are held or wait
      for a retry.
      {isCalled && ' Rules call this webhook. If you delete it, they are disabled.'}
    </DeleteDialog>
  );
}
