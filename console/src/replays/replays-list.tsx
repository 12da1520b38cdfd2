import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Replay } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useNextPage } from '../layout/use-next-page.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { ReplayDialog } from './replay-dialog.tsx';
import { ReplayStatus } from './replay-status.tsx';

/** The replays of a webhook's deliveries. */
export function ReplaysList({ path }: Readonly<{ path: WebhookPath }>) {
  const mayChange = useMayChange();
  const openNextPage = useNextPage();
  const [isAsking, setIsAsking] = useState(false);
  const list = useList<Replay>({
    queryKey: ['replays', path.space, path.webhookId],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/replays', {
        params: { path, query: { cursor, limit: 50 } },
      }),
    refetchInterval: 5_000,
  });
  const pageOf = (id: string) => `/spaces/${path.space}/webhooks/${path.webhookId}/replays/${id}`;
  return (
    <>
      <ListTable
        title="Replays"
        list={list}
        trackBy={({ id }) => id}
        columns={[
          {
            id: 'createdAt',
            header: 'Started',
            isRowHeader: true,
            cell: ({ id, createdAt }) => (
              <RouterLink to={pageOf(id)}>
                <When at={createdAt} />
              </RouterLink>
            ),
          },
          { id: 'status', header: 'Status', minWidth: 140, cell: (replay) => <ReplayStatus replay={replay} /> },
          {
            id: 'range',
            header: 'Events between',
            cell: ({ since, until }) => (
              <>
                <When at={since} /> – <When at={until} />
              </>
            ),
          },
          { id: 'matched', header: 'Matched', cell: ({ matched }) => matched },
          { id: 'replayed', header: 'Replayed', cell: ({ replayed, dryRun }) => (dryRun ? 'Dry run' : replayed) },
        ]}
        actions={mayChange && <Button onClick={() => setIsAsking(true)}>Replay deliveries</Button>}
        empty={<Box variant="p">No replays yet. A replay sends ended deliveries again.</Box>}
      />
      {isAsking && (
        <ReplayDialog
          path={path}
          onStarted={({ id }) => openNextPage({ path: pageOf(id), notice: 'The replay was started.' })}
          onDismiss={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
