import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { EventType } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { tellDone } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { JsonEditor } from '../parts/json-editor.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';

/** What a space says of its event types. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const [edited, setEdited] = useState<EventType | 'new'>();
  const [deleted, setDeleted] = useState<EventType>();
  const list = useList<EventType>({
    queryKey: ['event-types', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/event-types', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  const done = (text: string) => {
    setEdited(undefined);
    setDeleted(undefined);
    tellDone(text);
    queryClient.invalidateQueries({ queryKey: ['event-types', space] });
  };
  return (
    <>
      <ListTable
        title="Event types"
        variant="full-page"
        description="Events of a type that has a schema are checked against it; the example is what test sends hold."
        list={list}
        trackBy={({ type }) => type}
        columns={[
          {
            id: 'type',
            header: 'Type',
            isRowHeader: true,
            cell: ({ type }) => <span className="breakable">{type}</span>,
          },
          {
            id: 'description',
            header: 'Description',
            cell: ({ description }) => <span className="breakable">{description || '–'}</span>,
          },
          { id: 'schema', header: 'Schema', cell: ({ schema }) => (schema === undefined ? 'None' : 'Yes') },
          { id: 'example', header: 'Example', cell: ({ example }) => (example === undefined ? 'None' : 'Yes') },
          {
            id: 'actions',
            header: 'Actions',
            cell: (eventType) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="inline-link" ariaLabel={`Open ${eventType.type}`} onClick={() => setEdited(eventType)}>
                  {mayChange ? 'Edit' : 'Show'}
                </Button>
                {mayChange && (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Delete ${eventType.type}`}
                    onClick={() => setDeleted(eventType)}
                  >
                    Delete
                  </Button>
                )}
              </SpaceBetween>
            ),
          },
        ]}
        actions={
          mayChange && (
            <Button variant="primary" onClick={() => setEdited('new')}>
              Describe event type
            </Button>
          )
        }
        empty={
          <Box variant="p">No event type is described. Events need no description; it helps whoever chooses them.</Box>
        }
      />
      {edited !== undefined && (
        <EventTypeDialog
          space={space}
          eventType={edited === 'new' ? undefined : edited}
          onDone={() => done('The event type was saved.')}
          onDismiss={() => setEdited(undefined)}
        />
      )}
      {deleted !== undefined && (
        <DeleteDialog
          what="event type"
          name={deleted.type}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/event-types/{type}', {
              params: { path: { space, type: deleted.type } },
            })
          }
          onDone={() => done('The event type was deleted.')}
          onDismiss={() => setDeleted(undefined)}
        >
          Only its description, schema and example go. Events of the type are accepted as before, and not checked any
          more.
        </DeleteDialog>
      )}
    </>
  );
}

type DialogProps = Readonly<{
  space: string;
  eventType: EventType | undefined;
  onDone: () => void;
  onDismiss: () => void;
}>;

const textOf = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2));

function EventTypeDialog({ space, eventType, onDone, onDismiss }: DialogProps) {
  const [type, setType] = useState(eventType?.type ?? '');
  const [description, setDescription] = useState(eventType?.description ?? '');
  const [schema, setSchema] = useState(textOf(eventType?.schema));
  const [example, setExample] = useState(textOf(eventType?.example));
  const save = async () => {
    const body = {
      description,
      ...(schema.trim() !== '' && { schema: JSON.parse(schema) }),
      ...(example.trim() !== '' && { example: JSON.parse(example) }),
    };
    await posthorn.PUT('/v1/spaces/{space}/event-types/{type}', { params: { path: { space, type } }, body });
  };
  return (
    <FormDialog
      header={eventType === undefined ? 'Describe event type' : eventType.type}
      submitText="Save"
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <>
          {eventType === undefined && (
            <FormField label="Type" errorText={errorAt('type')}>
              <Input value={type} placeholder="hit.detected" onChange={({ detail }) => setType(detail.value)} />
            </FormField>
          )}
          <FormField label="Description" errorText={errorAt('description')}>
            <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
          </FormField>
          <FormField
            label="JSON Schema"
            description="Optional: what the data must fit."
            errorText={errorAt('schema')}
            stretch
          >
            <JsonEditor label="JSON Schema" value={schema} height={160} onChange={setSchema} />
          </FormField>
          <FormField label="Example" description="Optional: the data of a test." errorText={errorAt('example')} stretch>
            <JsonEditor label="Example" value={example} height={120} onChange={setExample} />
          </FormField>
        </>
      )}
    </FormDialog>
  );
}
