import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Space } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { tellDone } from '../layout/notices.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';

/** All spaces, for the platform team. */
export function Component() {
  const [edited, setEdited] = useState<Space | 'new'>();
  const [deleted, setDeleted] = useState<Space>();
  const list = useList<Space>({
    queryKey: ['spaces'],
    readPage: (cursor) => posthorn.GET('/v1/spaces', { params: { query: { cursor, limit: 100 } } }),
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
        title="Spaces"
        variant="full-page"
        description="Each customer has one. Keys of a space reach nothing of another."
        list={list}
        trackBy={({ id }) => id}
        columns={[
          {
            id: 'id',
            header: 'Id',
            isRowHeader: true,
            cell: ({ id }) => <RouterLink to={`/spaces/${id}/keys`}>{id}</RouterLink>,
          },
          { id: 'name', header: 'Name', cell: ({ name }) => <span className="breakable">{name}</span> },
          { id: 'owner', header: 'Owner', cell: ({ ownerEmail }) => <span className="breakable">{ownerEmail}</span> },
          { id: 'createdAt', header: 'Created', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            id: 'actions',
            header: 'Actions',
            cell: (space) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="inline-link" ariaLabel={`Edit ${space.id}`} onClick={() => setEdited(space)}>
                  Edit
                </Button>
                <Button variant="inline-link" ariaLabel={`Delete ${space.id}`} onClick={() => setDeleted(space)}>
                  Delete
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
        actions={
          <Button variant="primary" onClick={() => setEdited('new')}>
            Create space
          </Button>
        }
        empty={<Box variant="p">No spaces yet. Create one for your first customer.</Box>}
      />
      {edited !== undefined && (
        <SpaceDialog
          space={edited === 'new' ? undefined : edited}
          onDone={() => done('The space was saved.')}
          onDismiss={() => setEdited(undefined)}
        />
      )}
      {deleted !== undefined && (
        <DeleteDialog
          what="space"
          name={deleted.id}
          remove={() => posthorn.DELETE('/v1/spaces/{space}', { params: { path: { space: deleted.id } } })}
          onDone={() => done(`The space ${deleted.id} was deleted.`)}
          onDismiss={() => setDeleted(undefined)}
        >
          This takes along, for good, all that is in it: webhooks, rules, keys, deliveries and what waits to be tried
          again. Nothing is accepted or sent for it from then on.
        </DeleteDialog>
      )}
    </>
  );
}

type DialogProps = Readonly<{ space: Space | undefined; onDone: () => void; onDismiss: () => void }>;

function SpaceDialog({ space, onDone, onDismiss }: DialogProps) {
  const [id, setId] = useState(space?.id ?? '');
  const [name, setName] = useState(space?.name ?? '');
  const [ownerEmail, setOwnerEmail] = useState(space?.ownerEmail ?? '');
  const save = () =>
    space === undefined
      ? posthorn.POST('/v1/spaces', { body: { id, name, ownerEmail } })
      : posthorn.PATCH('/v1/spaces/{space}', { params: { path: { space: space.id } }, body: { name, ownerEmail } });
  return (
    <FormDialog
      header={space === undefined ? 'Create space' : `Space ${space.id}`}
      submitText="Save"
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <>
          {space === undefined && (
            <FormField
              label="Id"
              description="Small letters, digits and hyphens. It is part of addresses and keys, and stays."
              errorText={errorAt('id')}
            >
              <Input value={id} placeholder="acme" onChange={({ detail }) => setId(detail.value)} />
            </FormField>
          )}
          <FormField label="Name" errorText={errorAt('name')}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField
            label="Owner"
            description="Who is mailed when deliveries fail and no other owner is named."
            errorText={errorAt('ownerEmail')}
          >
            <Input type="email" value={ownerEmail} onChange={({ detail }) => setOwnerEmail(detail.value)} />
          </FormField>
        </>
      )}
    </FormDialog>
  );
}
