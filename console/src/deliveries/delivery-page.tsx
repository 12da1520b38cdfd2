import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { tellDone } from '../layout/notices.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { ShownText } from '../parts/shown-text.tsx';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { Attempts } from './attempts.tsx';
import { DeliveryStatus } from './delivery-status.tsx';

const goesOn = new Set(['pending', 'retrying', 'held']);

/** One delivery: what has been tried, and what came back each time. */
export function Component() {
  const path = { space: useParam('space'), webhookId: useParam('webhookId'), deliveryId: useParam('deliveryId') };
  const mayChange = useMayChange();
  const { data, error, refetch } = useQuery({
    queryKey: ['delivery', path],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}';
      return (await posthorn.GET(route, { params: { path } })).data;
    },
    refetchInterval: ({ state }) => (state.data !== undefined && goesOn.has(state.data.status) ? 2_000 : false),
  });
  const retry = useMutation({
    mutationFn: () =>
      posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry', { params: { path } }),
    onSuccess: () => {
      tellDone('The delivery is tried again.');
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
          Delivery of {data.eventType}
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
              { label: 'webhook-id', value: <span className="breakable">{data.id}</span> },
              { label: 'Created', value: <When at={data.createdAt} /> },
              { label: 'Last change', value: <When at={data.updatedAt} /> },
              { label: 'Attempts', value: data.attemptCount },
              ...(data.reason === undefined
                ? []
                : [{ label: 'Why', value: <span className="breakable">{data.reason}</span> }]),
            ]}
          />
        </Container>
        <Container header={<Header variant="h2">Attempts</Header>}>
          <Attempts attempts={data.attempts} nextAttemptAt={data.nextAttemptAt} />
        </Container>
        {data.response !== undefined && (
          <Container header={<Header variant="h2">Response</Header>}>
            <ShownText label="Response" text={JSON.stringify(data.response)} />
          </Container>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}
