import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Steps from '@cloudscape-design/components/steps';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Execution } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { isNotFound, queryClient } from '../api/query-client.ts';
import { DeliveryFilter, useDeliveryQuery } from '../deliveries/delivery-filter.tsx';
import { DeliveryStatus } from '../deliveries/delivery-status.tsx';
import { RouterLink } from '../layout/router-link.tsx';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading } from '../parts/loading.tsx';
import { refetchMs, useList } from '../parts/use-list.ts';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { useWebhookNames } from '../webhooks/use-webhook-names.ts';
import { scopeText } from './rule-scope.ts';
import { StepWebhook } from './step-webhook.tsx';
import { type RulePath, useRule } from './use-rule.ts';

/** A rule: its steps and its executions. */
export function Component() {
  const path = { space: useParam('space'), ruleId: useParam('ruleId') };
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  const [isDeleting, setIsDeleting] = useState(false);
  const { data, failureReason: error, refetch } = useRule(path);
  const { data: webhooks } = useWebhookNames(path.space);
  if (data === undefined || isNotFound(error)) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  const { rule } = data;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            mayChange && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setIsDeleting(true)}>Delete</Button>
                <Button onClick={() => navigate(`/spaces/${path.space}/rules/${path.ruleId}/edit`)}>Edit</Button>
              </SpaceBetween>
            )
          }
        >
          <span className="breakable">{rule.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        <Container header={<Header variant="h2">Overview</Header>}>
          <KeyValuePairs
            columns={4}
            items={[
              {
                label: 'Status',
                value: (
                  <StatusIndicator type={rule.enabled ? 'success' : 'stopped'}>
                    {rule.enabled ? 'Enabled' : 'Disabled'}
                  </StatusIndicator>
                ),
              },
              { label: 'Trigger', value: rule.trigger.eventType },
              { label: 'Scope', value: scopeText(rule.scope) },
              { label: 'Owner', value: <span className="breakable">{rule.ownerEmail}</span> },
            ]}
          />
        </Container>
        <Container header={<Header variant="h2">Steps</Header>}>
          <Steps
            ariaLabel="Steps"
            orientation="horizontal"
            steps={rule.steps.map(({ webhookId }, index) => ({
              status: 'info',
              header: (
                <>
                  {index + 1}. <StepWebhook space={path.space} webhookId={webhookId} webhooks={webhooks} />
                </>
              ),
            }))}
          />
        </Container>
        <ExecutionsList path={path} />
      </SpaceBetween>
      {isDeleting && (
        <DeleteDialog
          what="rule"
          name={rule.name}
          remove={() => posthorn.DELETE('/v1/spaces/{space}/rules/{ruleId}', { params: { path } })}
          onDismiss={() => setIsDeleting(false)}
          onDone={() => {
            queryClient.invalidateQueries({ queryKey: ['rules', path.space] });
            openNextPage({ path: `/spaces/${path.space}/rules`, notice: `The rule ${rule.name} was deleted.` });
          }}
        >
          This permanently deletes the rule and its executions, including those that wait for a retry. The webhooks are
          not affected.
        </DeleteDialog>
      )}
    </ContentLayout>
  );
}

function ExecutionsList({ path }: Readonly<{ path: RulePath }>) {
  const [query, setQuery] = useDeliveryQuery();
  const isFiltered = Object.keys(query).length > 0;
  const list = useList<Execution>({
    queryKey: ['executions', path.space, path.ruleId, query],
    readPage: (cursor) =>
      posthorn.GET('/v1/spaces/{space}/rules/{ruleId}/executions', {
        params: { path, query: { ...query, cursor, limit: 50 } },
      }),
    refetchInterval: refetchMs({ isFiltered }),
  });
  return (
    <ListTable
      title="Executions"
      list={list}
      trackBy={({ id }) => id}
      columns={[
        {
          id: 'createdAt',
          header: 'Time',
          isRowHeader: true,
          minWidth: 150,
          cell: ({ id, createdAt }) => (
            <RouterLink to={`/spaces/${path.space}/rules/${path.ruleId}/executions/${id}`}>
              <When at={createdAt} />
            </RouterLink>
          ),
        },
        { id: 'status', header: 'Status', minWidth: 140, cell: ({ status }) => <DeliveryStatus status={status} /> },
        { id: 'eventType', header: 'Event type', minWidth: 130, cell: ({ eventType }) => eventType },
        {
          id: 'steps',
          header: 'Succeeded steps',
          cell: ({ steps }) => `${steps.filter(({ status }) => status === 'succeeded').length} of ${steps.length}`,
        },
        { id: 'attempts', header: 'Attempts', cell: ({ attemptCount }) => attemptCount },
      ]}
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
        <Box variant="p">
          {isFiltered
            ? 'No matching executions. Change or clear the filter.'
            : 'No executions yet. An execution starts when an event matches the trigger.'}
        </Box>
      }
    />
  );
}
