import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import { useNavigate } from 'react-router';
import type { Delivery } from '../../../client/src/generated/schema.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { refetchMs, useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { DeliveryFilter, type DeliveryQuery, useDeliveryQuery } from './delivery-filter.tsx';
import { DeliveryStatus } from './delivery-status.tsx';

type Page = Readonly<{ items: readonly Delivery[]; next: string | null; searchedTo?: string }>;

type Props = Readonly<{
  space: string;
  queryKey: readonly unknown[];
  readPage: (
    query: DeliveryQuery & Readonly<{ cursor: string | undefined; limit: number }>,
  ) => Promise<Readonly<{ data: Page }>>;
  variant?: 'full-page' | 'container';
  /** The list holds deliveries of several webhooks, so each row names its webhook. */
  nameOf?: (webhookId: string) => string;
  /** An event type that the empty list suggests for a first event. */
  sampleType?: string | undefined;
}>;

/** Deliveries, newest first. */
export function DeliveriesTable({ space, queryKey, readPage, variant = 'container', nameOf, sampleType }: Props) {
  const [query, setQuery] = useDeliveryQuery();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const isFiltered = Object.keys(query).length > 0;
  const list = useList<Delivery>({
    queryKey: ['deliveries', ...queryKey, query],
    readPage: (cursor) => readPage({ ...query, cursor, limit: 50 }),
    refetchInterval: refetchMs({ isFiltered }),
  });
  return (
    <ListTable
      title="Deliveries"
      variant={variant}
      list={list}
      trackBy={({ id }) => id}
      columns={columnsOf(space, nameOf)}
      filter={<DeliveryFilter query={query} onChange={setQuery} />}
      empty={
        <>
          <Box variant="strong">{isFiltered ? 'No matching deliveries' : 'No deliveries yet'}</Box>
          <Box variant="p">
            {isFiltered ? 'Change or clear the filter.' : 'A delivery is created when an event matches a webhook.'}
          </Box>
          {!isFiltered && mayChange && (
            <Button onClick={() => navigate(sendEventPage({ space, sampleType }))}>Send an event</Button>
          )}
        </>
      }
    />
  );
}

const columnsOf = (space: string, nameOf: Props['nameOf']): readonly TableProps.ColumnDefinition<Delivery>[] => [
  {
    id: 'createdAt',
    header: 'Time',
    isRowHeader: true,
    minWidth: 150,
    cell: ({ id, webhookId, createdAt }) => (
      <RouterLink to={`/spaces/${space}/webhooks/${webhookId}/deliveries/${id}`}>
        <When at={createdAt} />
      </RouterLink>
    ),
  },
  { id: 'status', header: 'Status', minWidth: 140, cell: ({ status }) => <DeliveryStatus status={status} /> },
  ...(nameOf === undefined
    ? []
    : [
        {
          id: 'webhook',
          header: 'Webhook',
          minWidth: 150,
          cell: ({ webhookId }: Delivery) => (
            <RouterLink to={`/spaces/${space}/webhooks/${webhookId}`}>{nameOf(webhookId)}</RouterLink>
          ),
        },
      ]),
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

function sendEventPage({ space, sampleType }: Pick<Props, 'space' | 'sampleType'>): string {
  const search = sampleType === undefined ? '' : `?${new URLSearchParams({ type: sampleType })}`;
  return `/spaces/${space}/events/send${search}`;
}
