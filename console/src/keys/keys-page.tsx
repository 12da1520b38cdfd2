import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { ApiKey } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { showSuccess } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayManageKeys } from '../session/caller.ts';
import { KeyDialog } from './key-dialog.tsx';
import { type MadeKey, roleNames } from './made-key.ts';
import { PortalLinkDialog } from './portal-link-dialog.tsx';

/** The API keys of a space. Each is shown once, when it is created. */
export function Component() {
  const space = useParam('space');
  const mayManageKeys = useMayManageKeys();
  const [asked, setAsked] = useState<'key' | 'link'>();
  const [made, setMade] = useState<MadeKey>();
  const [revoked, setRevoked] = useState<ApiKey>();
  const list = useList<ApiKey>({
    queryKey: ['keys', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/keys', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  const onMade = (key: MadeKey) => {
    setAsked(undefined);
    setMade(key);
    list.refresh();
  };
  return (
    <SpaceBetween size="l">
      {made !== undefined && (
        <Alert
          type="success"
          header={made.title}
          dismissible
          dismissAriaLabel="Dismiss"
          onDismiss={() => setMade(undefined)}
        >
          <SpaceBetween size="xs">
            <span>Copy it now: it is not shown again.</span>
            <CopyToClipboard
              variant="inline"
              textToCopy={made.text}
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
        description="API keys and portal links of this space. Portal links open this console for a limited time."
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
            cell: ({ role, portalLink }) => `${roleNames[role]}${portalLink === true ? ' (portal link)' : ''}`,
          },
          { id: 'createdAt', header: 'Created', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            id: 'expiresAt',
            header: 'Expires',
            cell: ({ expiresAt }) => (expiresAt === undefined ? 'Never' : <When at={expiresAt} />),
          },
          ...(mayManageKeys ? [revokeColumn(setRevoked)] : []),
        ]}
        actions={
          mayManageKeys && (
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

const revokeColumn = (revoke: (key: ApiKey) => void): TableProps.ColumnDefinition<ApiKey> => ({
  id: 'actions',
  header: 'Actions',
  cell: (key) => (
    <Button variant="inline-link" ariaLabel={`Revoke ${key.name}`} onClick={() => revoke(key)}>
      Revoke
    </Button>
  ),
});
