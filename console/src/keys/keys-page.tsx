import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { ApiKey, ApiKeyDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { tellDone } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';

/** The API keys of a space. Their texts are shown once, when they are made. */
export function Component() {
  const space = useParam('space');
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const [revoked, setRevoked] = useState<ApiKey>();
  const list = useList<ApiKey>({
    queryKey: ['keys', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/keys', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  return (
    <>
      {made !== undefined && (
        <Alert
          type="success"
          header="Copy the key now"
          dismissible
          dismissAriaLabel="Dismiss"
          onDismiss={() => setMade(undefined)}
        >
          It is shown this once, and nobody can look it up later.
          <CopyToClipboard
            variant="inline"
            textToCopy={made}
            copyButtonAriaLabel="Copy key"
            copySuccessText="Copied"
            copyErrorText="Could not be copied: select it and copy it by keyboard"
          />
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
            header: 'Name',
            isRowHeader: true,
            cell: ({ name }) => <span className="breakable">{name}</span>,
          },
          { id: 'role', header: 'Role', cell: ({ role }) => role },
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
          <Button variant="primary" onClick={() => setIsMaking(true)}>
            Create key
          </Button>
        }
        empty={<Box variant="p">No keys.</Box>}
      />
      {isMaking && (
        <KeyDialog
          space={space}
          onMade={(key) => {
            setIsMaking(false);
            setMade(key);
            list.refresh();
          }}
          onDismiss={() => setIsMaking(false)}
        />
      )}
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
            tellDone(`The key ${revoked.name} was revoked.`);
            list.refresh();
          }}
          onDismiss={() => setRevoked(undefined)}
        >
          Whoever still uses it is refused within seconds. It cannot be brought back.
        </DeleteDialog>
      )}
    </>
  );
}

const roles = [
  { value: 'manager', label: 'Manager', description: 'May do all in the space.' },
  { value: 'viewer', label: 'Viewer', description: 'Reads; secrets are masked.' },
  { value: 'producer', label: 'Producer', description: 'Sends events, and nothing else.' },
] as const;

const never = { value: '', label: 'Never' };
const lifetimes = [
  never,
  { value: '1', label: 'In a day' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
];

type DialogProps = Readonly<{ space: string; onMade: (key: string) => void; onDismiss: () => void }>;

function KeyDialog({ space, onMade, onDismiss }: DialogProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<ApiKeyDraft['role']>('viewer');
  const [lifetime, setLifetime] = useState<Readonly<{ value?: string; label?: string }>>(never);
  const save = async () => {
    const days = Number(lifetime.value);
    const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
    const { data } = await posthorn.POST('/v1/spaces/{space}/keys', {
      params: { path: { space } },
      body: { name, role, ...(days > 0 && { expiresAt }) },
    });
    onMade(data.key);
  };
  return (
    <FormDialog header="Create key" submitText="Create key" save={save} onDone={() => {}} onDismiss={onDismiss}>
      {(errorAt) => (
        <>
          <FormField label="Name" description="What it is for." errorText={errorAt('name')}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField label="Role" errorText={errorAt('role')}>
            <RadioGroup
              value={role}
              items={roles}
              onChange={({ detail }) => setRole(roles.find(({ value }) => value === detail.value)?.value ?? 'viewer')}
            />
          </FormField>
          <FormField label="Expires" errorText={errorAt('expiresAt')}>
            <Select
              selectedOption={lifetime}
              options={lifetimes}
              onChange={({ detail }) => setLifetime(detail.selectedOption)}
            />
          </FormField>
        </>
      )}
    </FormDialog>
  );
}
