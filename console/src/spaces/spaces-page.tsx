import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Space } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { actionsColumn } from '../parts/actions-column.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { missing } from '../parts/field-errors.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useItemDialog } from '../parts/use-item-dialog.ts';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';

/** All spaces, for the platform team. */
export function Component() {
  const list = useList<Space>({
    queryKey: ['spaces'],
    readPage: (cursor) => posthorn.GET('/v1/spaces', { params: { query: { cursor, limit: 100 } } }),
  });
  const { dialog, create, edit, remove, dismiss, done } = useItemDialog<Space>(list.refresh);
  return (
    <>
      <ListTable
        title="Spaces"
        variant="full-page"
        description="One for each customer. A key of a space gives no access to other spaces."
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
          actionsColumn({ nameOf: ({ id }) => id, onEdit: edit, onDelete: remove }),
        ]}
        actions={
          <Button variant="primary" onClick={create}>
            Create space
          </Button>
        }
        empty={<Box variant="p">No spaces yet. Create one for each customer.</Box>}
      />
      {(dialog?.kind === 'create' || dialog?.kind === 'edit') && (
        <SpaceDialog
          space={dialog.kind === 'edit' ? dialog.item : undefined}
          onDone={() => done('The space was saved.')}
          onDismiss={dismiss}
        />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          what="space"
          name={dialog.item.id}
          remove={() => posthorn.DELETE('/v1/spaces/{space}', { params: { path: { space: dialog.item.id } } })}
          onDone={() => done(`The space ${dialog.item.id} was deleted.`)}
          onDismiss={dismiss}
        >
          This permanently deletes everything in the space: webhooks, rules, keys and deliveries, including those that
          wait for a retry. Events of the space are no longer accepted.
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
      missing={missing([
        ['id', id, 'Enter an id.'],
        ['name', name, 'Enter a name.'],
        ['ownerEmail', ownerEmail, 'Enter an email address.'],
      ])}
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <SpaceBetween size="l">
          {space === undefined && (
            <FormField
              label="Id"
              description="Lowercase letters, digits and hyphens. It is part of URLs and keys, and cannot be changed."
              errorText={errorAt('id')}
            >
              <Input value={id} placeholder="acme" onChange={({ detail }) => setId(detail.value)} />
            </FormField>
          )}
          <FormField label="Name" errorText={errorAt('name')}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField
            label="Owner email"
            description="Receives mails about failed deliveries, unless the webhook has an owner of its own."
            errorText={errorAt('ownerEmail')}
          >
            <Input type="email" value={ownerEmail} onChange={({ detail }) => setOwnerEmail(detail.value)} />
          </FormField>
        </SpaceBetween>
      )}
    </FormDialog>
  );
}
