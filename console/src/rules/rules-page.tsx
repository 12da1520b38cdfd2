import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useNavigate } from 'react-router';
import type { Rule } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useList } from '../parts/use-list.ts';
import { useMayChange } from '../session/caller.ts';
import { scopeText } from './rule-scope.ts';

/** All rules of a space. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const create = () => navigate(`/spaces/${space}/rules/new`);
  const list = useList<Rule>({
    queryKey: ['rules', space],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/rules', { params: { path: { space }, query: { cursor, limit: 100 } } }),
  });
  return (
    <ListTable
      title="Rules"
      variant="full-page"
      description="A rule calls webhooks one after the other, and passes the response of each to the next."
      list={list}
      trackBy={({ id }) => id}
      columns={[
        {
          id: 'name',
          header: 'Name',
          isRowHeader: true,
          cell: ({ id, name }) => <RouterLink to={`/spaces/${space}/rules/${id}`}>{name}</RouterLink>,
        },
        {
          id: 'enabled',
          header: 'Status',
          cell: ({ enabled }) => (
            <StatusIndicator type={enabled ? 'success' : 'stopped'}>{enabled ? 'Enabled' : 'Disabled'}</StatusIndicator>
          ),
        },
        { id: 'trigger', header: 'Trigger', cell: ({ trigger }) => trigger.eventType },
        { id: 'scope', header: 'Scope', cell: ({ scope }) => scopeText(scope) },
        { id: 'steps', header: 'Steps', cell: ({ steps }) => steps.length },
      ]}
      actions={
        mayChange && (
          <Button variant="primary" onClick={create}>
            Create rule
          </Button>
        )
      }
      empty={
        <>
          <Box variant="strong">No rules yet</Box>
          <Box variant="p">A rule calls its webhooks when an event of one type arrives.</Box>
          {mayChange && <Button onClick={create}>Create rule</Button>}
        </>
      }
    />
  );
}
