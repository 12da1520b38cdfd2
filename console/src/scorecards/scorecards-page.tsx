import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Scorecard } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { tellDone } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';

/** What the scopes of rules are matched against. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const [edited, setEdited] = useState<Scorecard | 'new'>();
  const [deleted, setDeleted] = useState<Scorecard>();
  const list = useList<Scorecard>({
    queryKey: ['scorecards', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/scorecards', { params: { path: { space }, query: { cursor, limit: 100 } } }),
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
        title="Scorecards"
        variant="full-page"
        description="An event names a scorecard; a rule with a scope hears of those in its group."
        list={list}
        trackBy={({ id }) => id}
        columns={[
          { id: 'id', header: 'Id', isRowHeader: true, cell: ({ id }) => <span className="breakable">{id}</span> },
          { id: 'domain', header: 'Domain', cell: ({ domain }) => domain },
          { id: 'groups', header: 'Groups', cell: ({ groups }) => groups.join(', ') || '–' },
          ...(mayChange
            ? [
                {
                  id: 'actions',
                  header: 'Actions',
                  cell: (scorecard: Scorecard) => (
                    <SpaceBetween direction="horizontal" size="xs">
                      <Button
                        variant="inline-link"
                        ariaLabel={`Edit ${scorecard.id}`}
                        onClick={() => setEdited(scorecard)}
                      >
                        Edit
                      </Button>
                      <Button
                        variant="inline-link"
                        ariaLabel={`Delete ${scorecard.id}`}
                        onClick={() => setDeleted(scorecard)}
                      >
                        Delete
                      </Button>
                    </SpaceBetween>
                  ),
                },
              ]
            : []),
        ]}
        actions={
          mayChange && (
            <Button variant="primary" onClick={() => setEdited('new')}>
              Add scorecard
            </Button>
          )
        }
        empty={<Box variant="p">No scorecards. Only rules with a scope need them.</Box>}
      />
      {edited !== undefined && (
        <ScorecardDialog
          space={space}
          scorecard={edited === 'new' ? undefined : edited}
          onDone={() => done('The scorecard was saved.')}
          onDismiss={() => setEdited(undefined)}
        />
      )}
      {deleted !== undefined && (
        <DeleteDialog
          what="scorecard"
          name={deleted.id}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/scorecards/{scorecardId}', {
              params: { path: { space, scorecardId: deleted.id } },
            })
          }
          onDone={() => done('The scorecard was deleted.')}
          onDismiss={() => setDeleted(undefined)}
        >
          Rules with a scope do not hear of its events any more.
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
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <>
          {scorecard === undefined && (
            <FormField label="Id">
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
        </>
      )}
    </FormDialog>
  );
}
