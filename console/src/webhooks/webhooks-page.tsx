import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { ListedWebhook } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { WebhookState } from './webhook-state.tsx';

/** All webhooks of a space. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const list = useList({
    queryKey: ['webhooks', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/webhooks', { params: { path: { space }, query: { cursor, limit: 100 } } }),
    keep: text === '' ? undefined : (webhook) => fits(webhook, text.toLowerCase()),
  });
  const create = () => navigate(`/spaces/${space}/webhooks/new`);
  return (
    <ListTable
      title="Webhooks"
      variant="full-page"
      description="Endpoints that events are sent to."
      list={list}
      trackBy={({ id }) => id}
      columns={columnsOf(space)}
      actions={
        mayChange && (
          <Button variant="primary" onClick={create}>
            Create webhook
          </Button>
        )
      }
      filter={
        <TextFilter
          filteringText={text}
          filteringPlaceholder="Find by name, URL or event type"
          filteringAriaLabel="Find webhooks"
          countText={
            text === ''
              ? ''
              : `${list.count} found${list.readSoFar === undefined ? '' : `, ${list.readSoFar} webhooks searched so far`}`
          }
          onChange={({ detail }) => {
            setText(detail.filteringText);
            list.toFirstPage();
          }}
        />
      }
      empty={
        text === '' ? (
          <>
            <Box variant="strong">No webhooks yet</Box>
            <Box variant="p">A webhook sends the events that you choose to your endpoint.</Box>
            {mayChange && <Button onClick={create}>Create webhook</Button>}
          </>
        ) : (
          <>
            <Box variant="strong">{list.readSoFar === undefined ? 'Nothing found' : 'Searching'}</Box>
            <Button onClick={() => setText('')}>Show all webhooks</Button>
          </>
        )
      }
    />
  );
}

const columnsOf = (space: string): readonly TableProps.ColumnDefinition<ListedWebhook>[] => [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    minWidth: 160,
    cell: ({ id, name }) => <RouterLink to={`/spaces/${space}/webhooks/${id}`}>{name}</RouterLink>,
  },
  { id: 'state', header: 'Status', minWidth: 140, cell: ({ health }) => <WebhookState health={health} /> },
  { id: 'url', header: 'URL', minWidth: 200, cell: ({ url }) => <span className="breakable">{url}</span> },
  {
    id: 'eventTypes',
    header: 'Event types',
    minWidth: 140,
    cell: ({ eventTypes }) => (eventTypes.length === 0 ? 'None: only rules call it' : eventTypes.join(', ')),
  },
  { id: 'updatedAt', header: 'Updated', minWidth: 140, cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

function fits({ name, url, eventTypes }: ListedWebhook, text: string): boolean {
  return [name, url, ...eventTypes].some((field) => field.toLowerCase().includes(text));
}
