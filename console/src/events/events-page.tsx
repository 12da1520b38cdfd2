import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { EventSummary } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { rangeOf, TimeRange, timesOf } from '../deliveries/delivery-filter.tsx';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useFilter } from '../parts/use-filter.ts';
import { refetchMs, useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';

/** All events of a space, newest first. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const [query, setQuery] = useFilter(['type', 'since', 'until']);
  const isFiltered = Object.keys(query).length > 0;
  const [type, setType] = useState(query.type ?? '');
  const [range, setRange] = useState(() => rangeOf(query));
  const list = useList<EventSummary>({
    queryKey: ['events', space, query],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/events', {
        params: { path: { space }, query: { ...query, cursor, limit: 50 } },
      }),
    refetchInterval: refetchMs({ isFiltered }),
  });
  const withType = () => {
    const { type: _, ...rest } = query;
    setQuery(type.trim() === '' ? rest : { ...rest, type: type.trim() });
  };
  return (
    <ListTable
      title="Events"
      variant="full-page"
      description="The events that producers sent, and the statuses of their deliveries."
      list={list}
      trackBy={({ id }) => id}
      columns={[
        {
          id: 'id',
          header: 'Event',
          isRowHeader: true,
          minWidth: 180,
          cell: ({ id }) => <RouterLink to={`/spaces/${space}/events/${encodeURIComponent(id)}`}>{id}</RouterLink>,
        },
        { id: 'type', header: 'Type', minWidth: 140, cell: (event) => <span className="breakable">{event.type}</span> },
        { id: 'time', header: 'Time', minWidth: 150, cell: ({ time }) => <When at={time} /> },
        { id: 'deliveries', header: 'Deliveries', minWidth: 180, cell: (event) => countsText(event) },
      ]}
      actions={
        mayChange && (
          <Button variant="primary" onClick={() => navigate(`/spaces/${space}/events/send`)}>
            Send an event
          </Button>
        )
      }
      filter={
        <Grid gridDefinition={[{ colspan: { default: 12, s: 5 } }, { colspan: { default: 12, s: 7 } }]}>
          <FormField label="Type">
            <Input
              type="search"
              value={type}
              placeholder="Any type (press Enter)"
              onChange={({ detail }) => setType(detail.value)}
              onKeyDown={({ detail }) => {
                if (detail.key === 'Enter') withType();
              }}
              onBlur={withType}
            />
          </FormField>
          <FormField label="Time of the event">
            <TimeRange
              value={range}
              onChange={(value) => {
                setRange(value);
                const { since, until } = timesOf(value);
                setQuery({
                  ...(query.type !== undefined && { type: query.type }),
                  ...(since !== undefined && { since }),
                  ...(until !== undefined && { until }),
                });
              }}
            />
          </FormField>
        </Grid>
      }
      empty={
        isFiltered ? (
          <>
            <Box variant="strong">No matching events</Box>
            <Box variant="p">Change or clear the filter.</Box>
          </>
        ) : (
          <>
            <Box variant="strong">No events yet</Box>
            <Box variant="p">Your systems send events. Send one yourself to try out a webhook.</Box>
          </>
        )
      }
    />
  );
}

/** `2 succeeded, 1 retrying` */
function countsText({ deliveryCounts, hasMoreDeliveries }: EventSummary): string {
  const counts = Object.entries(deliveryCounts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  if (counts.length === 0) return 'None';
  return `${counts.join(', ')}${hasMoreDeliveries ? ' and more' : ''}`;
}
