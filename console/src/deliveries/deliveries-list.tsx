import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Delivery } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { DeliveryFilter, type DeliveryQuery } from './delivery-filter.tsx';
import { DeliveryStatus } from './delivery-status.tsx';

/** New deliveries show by themselves while the first page is looked at. */
const refetchMs = 5_000;

/** A webhook's deliveries, newest first. */
export function DeliveriesList({ path }: Readonly<{ path: WebhookPath }>) {
  const [query, setQuery] = useState<DeliveryQuery>({});
  const list = useList<Delivery>({
    queryKey: ['deliveries', path.space, path.webhookId, query],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/deliveries', {
        params: { path, query: { ...query, cursor, limit: 50 } },
      }),
    refetchInterval: refetchMs,
  });
  const isFiltered = Object.keys(query).length > 0;
  return (
    <ListTable
      title="Deliveries"
      list={list}
      trackBy={({ id }) => id}
      columns={columnsOf(path)}
      filter={
        <DeliveryFilter
          query={query}
          onChange={(next) => {
            setQuery(next);
            list.toFirstPage();
          }}
        />
      }
      empty={
        <>
          <Box variant="strong">{isFiltered ? 'No such deliveries' : 'No deliveries yet'}</Box>
          <Box variant="p">
            {isFiltered
              ? 'Choose another status, type or time.'
              : 'They come with the first event of one of its types. Send one to try it out.'}
          </Box>
        </>
      }
    />
  );
}

const columnsOf = ({ space, webhookId }: WebhookPath): readonly TableProps.ColumnDefinition<Delivery>[] => [
  {
    id: 'createdAt',
    header: 'Time',
    isRowHeader: true,
    minWidth: 150,
    cell: ({ id, createdAt }) => (
      <RouterLink to={`/spaces/${space}/webhooks/${webhookId}/deliveries/${id}`}>
        <When at={createdAt} />
      </RouterLink>
    ),
  },
  { id: 'status', header: 'Status', minWidth: 120, cell: ({ status }) => <DeliveryStatus status={status} /> },
  { id: 'eventType', header: 'Event type', minWidth: 130, cell: ({ eventType }) => eventType },
  { id: 'attempts', header: 'Attempts', minWidth: 90, cell: ({ attemptCount }) => attemptCount },
  {
    id: 'reason',
    header: 'Last result',
    minWidth: 200,
    cell: ({ attempts, reason }) => (
      <span className="breakable">{reason ?? attempts.at(-1)?.reason ?? 'Not attempted yet'}</span>
    ),
  },
];
