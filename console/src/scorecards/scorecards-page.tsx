import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Scorecard } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { useParam } from '../layout/use-param.ts';
import { actionsColumn } from '../parts/actions-column.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { missing } from '../parts/field-errors.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useItemDialog } from '../parts/use-item-dialog.ts';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';

/** The scorecards of a space, which the scopes of rules refer to. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const list = useList<Scorecard>({
    queryKey: ['scorecards', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/scorecards', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  const { dialog, create, edit, remove, dismiss, done } = useItemDialog<Scorecard>(list.refresh);
  return (
    <>
      <ListTable
        title="Scorecards"
        variant="full-page"
        description="The companies or domains that events are about. A rule with a scope runs only for events of the scorecards in a certain group."
        list={list}
        trackBy={({ id }) => id}
        columns={[
          { id: 'id', header: 'Id', isRowHeader: true, cell: ({ id }) => <span className="breakable">{id}</span> },
          { id: 'domain', header: 'Domain', cell: ({ domain }) => domain },
          { id: 'groups', header: 'Groups', cell: ({ groups }) => groups.join(', ') || '–' },
          ...(mayChange ? [actionsColumn({ nameOf: ({ id }) => id, onEdit: edit, onDelete: remove })] : []),
        ]}
        actions={
          mayChange && (
            <Button variant="primary" onClick={create}>
              Add scorecard
            </Button>
          )
        }
        empty={<Box variant="p">No scorecards. Only rules with a scope need them.</Box>}
      />
      {(dialog?.kind === 'create' || dialog?.kind === 'edit') && (
        <ScorecardDialog
          space={space}
          scorecard={dialog.kind === 'edit' ? dialog.item : undefined}
          onDone={() => done('The scorecard was saved.')}
          onDismiss={dismiss}
        />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          what="scorecard"
          name={dialog.item.id}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/scorecards/{scorecardId}', {
              params: { path: { space, scorecardId: dialog.item.id } },
            })
          }
          onDone={() => done('The scorecard was deleted.')}
          onDismiss={dismiss}
        >
          Rules with a scope no longer run for its events.
        </DeleteDialog>
      )}
    </>
  );
}

type DialogProps = Readonly<{
  space: string;
  scorecard: Scorecard | undefined;
  onDone: () => void;
  onDismiss: () => void;
}>;

function ScorecardDialog({ space, scorecard, onDone, onDismiss }: DialogProps) {
  const [id, setId] = useState(scorecard?.id ?? '');
  const [domain, setDomain] = useState(scorecard?.domain ?? '');
  const [groups, setGroups] = useState(scorecard?.groups.join(', ') ?? 'own');
  const save = () =>
    posthorn.PUT('/v1/spaces/{space}/scorecards/{scorecardId}', {
      params: { path: { space, scorecardId: id } },
      body: { domain, groups: groups.split(/[\s,]+/).filter((group) => group !== '') },
    });
  return (
    <FormDialog
      header={scorecard === undefined ? 'Add scorecard' : scorecard.id}
      submitText="Save"
      missing={missing([
        ['id', id, 'Enter an id.'],
        ['domain', domain, 'Enter a domain.'],
      ])}
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <SpaceBetween size="l">
          {scorecard === undefined && (
            <FormField label="Id" errorText={errorAt('id')}>
              <Input value={id} onChange={({ detail }) => setId(detail.value)} />
            </FormField>
          )}
          <FormField label="Domain" errorText={errorAt('domain')}>
            <Input value={domain} placeholder="example.com" onChange={({ detail }) => setDomain(detail.value)} />
          </FormField>
          <FormField
            label="Groups"
            description="Separated by commas: own, followed, or portfolio:<id>."
            errorText={errorAt('groups')}
          >
            <Input value={groups} onChange={({ detail }) => setGroups(detail.value)} />
          </FormField>
        </SpaceBetween>
      )}
    </FormDialog>
  );
}
