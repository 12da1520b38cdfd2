import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { Attempts } from '../deliveries/attempts.tsx';
import { DeliveryStatus } from '../deliveries/delivery-status.tsx';
import { tellDone } from '../layout/notices.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { useWebhookNames } from './use-webhook-names.ts';

const goesOn = new Set(['pending', 'retrying', 'held']);

/** One execution of a rule: each step with what it was answered. */
export function Component() {
  const path = { space: useParam('space'), ruleId: useParam('ruleId'), executionId: useParam('executionId') };
  const mayChange = useMayChange();
  const { data: webhooks = [] } = useWebhookNames(path.space);
  const { data, error, refetch } = useQuery({
    queryKey: ['execution', path],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}';
      return (await posthorn.GET(route, { params: { path } })).data;
    },
    refetchInterval: ({ state }) => (state.data !== undefined && goesOn.has(state.data.status) ? 2_000 : false),
  });
  const retry = useMutation({
    mutationFn: () =>
      posthorn.POST('/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}/retry', { params: { path } }),
    onSuccess: () => {
      tellDone('The execution goes on from the step that failed.');
      refetch();
    },
  });
  if (data === undefined) return error === null ? <Spinner size="large" /> : <Failure error={error} retry={refetch} />;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            mayChange && (
              <Button loading={retry.isPending} onClick={() => retry.mutate()}>
                Try again now
              </Button>
            )
          }
        >
          Execution of {data.ruleName}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        {retry.error !== null && <Failure error={retry.error} />}
        <Container header={<Header variant="h2">Overview</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Status', value: <DeliveryStatus status={data.status} /> },
              {
                label: 'Event',
                value: (
                  <RouterLink to={`/spaces/${path.space}/events/${encodeURIComponent(data.eventId)}`}>
                    {data.eventId}
                  </RouterLink>
                ),
              },
              { label: 'execution_id', value: <span className="breakable">{data.id}</span> },
              { label: 'Created', value: <When at={data.createdAt} /> },
              { label: 'Last change', value: <When at={data.updatedAt} /> },
              { label: 'Next attempt', value: <When at={data.nextAttemptAt} /> },
            ]}
          />
        </Container>
        {data.steps.map(({ webhookId, status, attempts }, index) => (
          <Container
            // biome-ignore lint/suspicious/noArrayIndexKey: steps keep their places
            key={index}
            header={
              <Header variant="h2" actions={<DeliveryStatus status={status} />}>
                Step {index + 1}:{' '}
                <RouterLink to={`/spaces/${path.space}/webhooks/${webhookId}`}>
                  {webhooks.find(({ id }) => id === webhookId)?.name ?? webhookId}
                </RouterLink>
              </Header>
            }
          >
            <Attempts attempts={attempts} />
          </Container>
        ))}
      </SpaceBetween>
    </ContentLayout>
  );
}
