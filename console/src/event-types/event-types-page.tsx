import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { EventType } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { useParam } from '../layout/use-param.ts';
import { actionsColumn } from '../parts/actions-column.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { asObject, missing, readJson } from '../parts/field-errors.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { JsonEditor } from '../parts/json-editor.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { ShownText } from '../parts/shown-text.tsx';
import { useItemDialog } from '../parts/use-item-dialog.ts';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';

/** The event types that a space describes. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const list = useList<EventType>({
    queryKey: ['event-types', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/event-types', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  const { dialog, create, edit, remove, dismiss, done } = useItemDialog<EventType>(() =>
    queryClient.invalidateQueries({ queryKey: ['event-types', space] }),
  );
  return (
    <>
      <ListTable
        title="Event types"
        variant="full-page"
        description="Events of a type with a schema are validated against it. Tests of webhooks send the example."
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
          mayChange
            ? actionsColumn({ nameOf: ({ type }) => type, onEdit: edit, onDelete: remove })
            : {
                id: 'actions',
                header: 'Actions',
                cell: (eventType) => (
                  <Button variant="inline-link" ariaLabel={`Show ${eventType.type}`} onClick={() => edit(eventType)}>
                    Show
                  </Button>
                ),
              },
        ]}
        actions={
          mayChange && (
            <Button variant="primary" onClick={create}>
              Describe event type
            </Button>
          )
        }
        empty={<Box variant="p">No event types are described yet. Events are accepted without a description.</Box>}
      />
      {dialog?.kind === 'edit' && !mayChange && <ShownEventType eventType={dialog.item} onDismiss={dismiss} />}
      {(dialog?.kind === 'create' || dialog?.kind === 'edit') && mayChange && (
        <EventTypeDialog
          space={space}
          eventType={dialog.kind === 'edit' ? dialog.item : undefined}
          onDone={() => done('The event type was saved.')}
          onDismiss={dismiss}
        />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          what="event type"
          name={dialog.item.type}
          remove={() =>
            posthorn.DELETE('/v1/spaces/{space}/event-types/{type}', {
              params: { path: { space, type: dialog.item.type } },
            })
          }
          onDone={() => done('The event type was deleted.')}
          onDismiss={dismiss}
        >
          This deletes the description, the schema and the example. Events of the type are still accepted, without
          validation.
        </DeleteDialog>
      )}
    </>
  );
}

function ShownEventType({ eventType, onDismiss }: Readonly<{ eventType: EventType; onDismiss: () => void }>) {
  const { type, description, schema, example } = eventType;
  return (
    <Modal visible size="large" header={<span className="breakable">{type}</span>} onDismiss={onDismiss}>
      <SpaceBetween size="l">
        <Box variant="p">{description}</Box>
        {schema !== undefined && <ShownText label="JSON Schema" text={JSON.stringify(schema)} />}
        {example !== undefined && <ShownText label="Example" text={JSON.stringify(example)} />}
      </SpaceBetween>
    </Modal>
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
      ...(schema.trim() !== '' && { schema: asObject(readJson(schema, 'schema')) }),
      ...(example.trim() !== '' && { example: readJson(example, 'example') }),
    };
    await posthorn.PUT('/v1/spaces/{space}/event-types/{type}', { params: { path: { space, type } }, body });
  };
  return (
    <FormDialog
      header={eventType === undefined ? 'Describe event type' : eventType.type}
      submitText="Save"
      missing={missing([['type', type, 'Enter a type.']])}
      save={save}
      onDone={onDone}
      onDismiss={onDismiss}
    >
      {(errorAt) => (
        <SpaceBetween size="l">
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
            description="Optional. The data of events must fit it."
            errorText={errorAt('schema')}
            stretch
          >
            <JsonEditor
              isInvalid={errorAt('schema') !== undefined}
              label="JSON Schema"
              value={schema}
              height={160}
              onChange={setSchema}
            />
          </FormField>
          <FormField
            label="Example"
            description="Optional. The data of test events."
            errorText={errorAt('example')}
            stretch
          >
            <JsonEditor
              isInvalid={errorAt('example') !== undefined}
              label="Example"
              value={example}
              height={120}
              onChange={setExample}
            />
          </FormField>
        </SpaceBetween>
      )}
    </FormDialog>
  );
}
