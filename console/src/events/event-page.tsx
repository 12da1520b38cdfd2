import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { isNotFound, isTransient, recoveryMs } from '../api/query-client.ts';
import { DeliveryStatus } from '../deliveries/delivery-status.tsx';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { ShownText } from '../parts/shown-text.tsx';
import { When } from '../parts/when.tsx';
import { useNameOfRule } from '../rules/use-rule-names.ts';
import { useNameOfWebhook } from '../webhooks/use-webhook-names.ts';

/** For how long the page waits for an event that was just sent: it is stored asynchronously. */
const arrivesWithinMs = 20_000;

/** An event and its deliveries. */
export function Component() {
  const path = { space: useParam('space'), eventId: useParam('eventId') };
  const nameOf = useNameOfWebhook(path.space);
  const nameOfRule = useNameOfRule(path.space);
  const query = useInfiniteQuery({
    queryKey: ['event', path],
    queryFn: async ({ pageParam }) => {
      const params = { path, query: { cursor: pageParam || undefined } };
      return (await posthorn.GET('/v1/spaces/{space}/events/{eventId}', { params })).data;
    },
    initialPageParam: '',
    getNextPageParam: ({ deliveries }) => deliveries.next ?? undefined,
    retry: (count, reason) => isTransient(reason) || (isNotFound(reason) && count < arrivesWithinMs / 1_000),
    retryDelay: (_, reason) => (isNotFound(reason) ? 1_000 : recoveryMs),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : 3_000),
  });
  const { data, failureReason, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const error = isNotFound(failureReason) ? query.error : failureReason;
  const event = data?.pages[0];
  if (event === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  const deliveries = data?.pages.flatMap((page) => page.deliveries.items) ?? [];
  return (
    <ContentLayout header={<Header variant="h1">Event {event.type}</Header>}>
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        <Container header={<Header variant="h2">Overview</Header>}>
          <SpaceBetween size="l">
            <KeyValuePairs
              columns={3}
              items={[
                { label: 'Id', value: <span className="breakable">{event.id}</span> },
                { label: 'Time', value: <When at={event.time} /> },
                { label: 'Received', value: <When at={event.receivedAt} /> },
                { label: 'Title', value: <span className="breakable">{event.title ?? '–'}</span> },
                { label: 'Message', value: <span className="breakable">{event.message ?? '–'}</span> },
                { label: 'Scorecard', value: event.scorecard?.id ?? event.scorecard?.domain ?? '–' },
              ]}
            />
            <div>
              <Box variant="awsui-key-label">Data</Box>
              <ShownText label="Data of the event" text={JSON.stringify(event.data)} />
            </div>
          </SpaceBetween>
        </Container>
        <Table
          items={deliveries}
          trackBy="id"
          wrapLines
          header={
            <Header variant="h2" counter={`(${deliveries.length}${hasNextPage ? '+' : ''})`}>
              Deliveries
            </Header>
          }
          ariaLabels={{ tableLabel: 'Deliveries' }}
          columnDefinitions={[
            {
              id: 'id',
              header: 'Delivery or execution',
              minWidth: 160,
              isRowHeader: true,
              cell: ({ id, webhookId, ruleId }) => (
                <RouterLink
                  to={
                    ruleId === undefined
                      ? `/spaces/${path.space}/webhooks/${webhookId}/deliveries/${id}`
                      : `/spaces/${path.space}/rules/${ruleId}/executions/${id}`
                  }
                >
                  {id}
                </RouterLink>
              ),
            },
            {
              id: 'for',
              header: 'Target',
              minWidth: 140,
              cell: ({ ruleId, webhookId }) => (
                <span className="breakable">
                  {ruleId === undefined ? (
                    <>
                      Webhook{' '}
                      <RouterLink to={`/spaces/${path.space}/webhooks/${webhookId}`}>{nameOf(webhookId)}</RouterLink>
                    </>
                  ) : (
                    <>
                      Rule <RouterLink to={`/spaces/${path.space}/rules/${ruleId}`}>{nameOfRule(ruleId)}</RouterLink>
                    </>
                  )}
                </span>
              ),
            },
            { id: 'status', header: 'Status', minWidth: 140, cell: ({ status }) => <DeliveryStatus status={status} /> },
          ]}
          footer={
            hasNextPage && (
              <Button loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
                Show more
              </Button>
            )
          }
          empty={<Box>No deliveries. No webhook or rule matched this event, or those that matched were deleted.</Box>}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}
