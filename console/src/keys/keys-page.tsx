import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ApiKey } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { showSuccess } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayCreateKeys } from '../session/caller.ts';
import { KeyDialog } from './key-dialog.tsx';
import { PortalLinkDialog } from './portal-link-dialog.tsx';

/** The API keys of a space. Each is shown once, when it is created. */
export function Component() {
  const space = useParam('space');
  const mayCreateKeys = useMayCreateKeys();
  const [asked, setAsked] = useState<'key' | 'link'>();
  /** A new key or portal link. */
  const [made, setMade] = useState<string>();
  const [revoked, setRevoked] = useState<ApiKey>();
  const list = useList<ApiKey>({
    queryKey: ['keys', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/keys', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  const onMade = (text: string) => {
    setAsked(undefined);
    setMade(text);
    list.refresh();
  };
  return (
    <SpaceBetween size="l">
      {made !== undefined && (
        <Alert
          type="success"
          header="Copy it now"
          dismissible
          dismissAriaLabel="Dismiss"
          onDismiss={() => setMade(undefined)}
        >
          <SpaceBetween size="xs">
            <span>It is shown only once.</span>
            <CopyToClipboard
              variant="inline"
              textToCopy={made}
              copyButtonAriaLabel="Copy"
              copySuccessText="Copied"
              copyErrorText="Copying failed. Select the text and copy it."
            />
          </SpaceBetween>
        </Alert>
      )}
      <ListTable
        title="Keys"
        variant="full-page"
        list={list}
        trackBy={({ id }) => id}
        columns={[
          {
            id: 'name',
            minWidth: 140,
            header: 'Name',
            isRowHeader: true,
            cell: ({ name }) => <span className="breakable">{name}</span>,
          },
          {
            id: 'role',
            header: 'Role',
            cell: ({ role, portalLink }) => (portalLink === true ? `${role} (portal link)` : role),
          },
          { id: 'createdAt', header: 'Created', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            id: 'expiresAt',
            header: 'Expires',
            cell: ({ expiresAt }) => (expiresAt === undefined ? 'Never' : <When at={expiresAt} />),
          },
          {
            id: 'actions',
            header: 'Actions',
            cell: (key) => (
              <Button variant="inline-link" ariaLabel={`Revoke ${key.name}`} onClick={() => setRevoked(key)}>
                Revoke
              </Button>
            ),
          },
        ]}
        actions={
          mayCreateKeys && (
            <SpaceBetween direction="horizontal" size="xs">
              <Button onClick={() => setAsked('link')}>Create portal link</Button>
              <Button variant="primary" onClick={() => setAsked('key')}>
                Create key
              </Button>
            </SpaceBetween>
          )
        }
        empty={<Box variant="p">No keys.</Box>}
      />
      {asked === 'key' && <KeyDialog space={space} onMade={onMade} onDismiss={() => setAsked(undefined)} />}
      {asked === 'link' && <PortalLinkDialog space={space} onMade={onMade} onDismiss={() => setAsked(undefined)} />}
      {revoked !== undefined && (
        <DeleteDialog
          what="key"
          verb="Revoke"
          name={revoked.name}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/keys/{keyId}', { params: { path: { space, keyId: revoked.id } } })
          }
          onDone={() => {
            setRevoked(undefined);
            showSuccess(`The key ${revoked.name} was revoked.`);
            list.refresh();
          }}
          onDismiss={() => setRevoked(undefined)}
        >
          Requests with this key are refused within seconds. This cannot be undone.
        </DeleteDialog>
      )}
    </SpaceBetween>
  );
}
