import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { labelOf } from '../deliveries/delivery-status.tsx';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { type ReplayPath, useReplay } from './replay-dialog.tsx';
import { ReplayStatus } from './replay-status.tsx';

/** A replay and its progress. */
export function Component() {
  const path = { space: useParam('space'), webhookId: useParam('webhookId'), replayId: useParam('replayId') };
  const mayChange = useMayChange();
  const { data, failureReason: error, refetch } = useReplay(path);
  const cancel = useMutation({
    mutationFn: () =>
      posthorn.DELETE('/v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}', { params: { path } }),
    onSuccess: () => refetch(),
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  const isRunning = data.status === 'running';
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            mayChange &&
            isRunning && (
              <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
                Cancel replay
              </Button>
            )
          }
        >
          {data.dryRun ? 'Replay (dry run)' : 'Replay'}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        {cancel.error !== null && <Failure error={cancel.error} />}
        <Container header={<Header variant="h2">Progress</Header>}>
          <SpaceBetween size="l">
            <ProgressBar
              value={progressOf(data)}
              label={`Matched: ${data.matched}${data.dryRun ? '' : `, replayed: ${data.replayed}`}`}
              status={isRunning ? 'in-progress' : data.status === 'completed' ? 'success' : 'error'}
              resultText={
                data.status === 'completed'
                  ? 'Completed'
                  : 'Cancelled. Deliveries that were already replayed are not affected.'
              }
            />
            <KeyValuePairs
              columns={3}
              items={[
                { label: 'Status', value: <ReplayStatus replay={data} /> },
                { label: 'Events since', value: <When at={data.since} /> },
                { label: 'Events until', value: <When at={data.until} /> },
                { label: 'Replayed statuses', value: data.statuses.map(labelOf).join(', ') },
                { label: 'Event types', value: data.eventTypes?.join(', ') ?? 'All' },
                { label: 'Updated', value: <When at={data.updatedAt} /> },
                {
                  label: 'Results',
                  value: <RouterLink to={deliveriesOf(path, data)}>Show the deliveries of these events</RouterLink>,
                },
              ]}
            />
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}

/** The percentage of the matched deliveries that were replayed. The total is known only when the search has ended. */
function progressOf({
  status,
  matched,
  replayed,
  dryRun,
}: Readonly<{ status: string; matched: number; replayed: number; dryRun: boolean }>): number {
  if (status === 'completed') return 100;
  if (dryRun || matched === 0) return 0;
  return Math.min(99, Math.round((replayed / matched) * 100));
}

/** The address of the webhook's deliveries in the time range of the replay. */
function deliveriesOf(path: ReplayPath, { since, until }: Readonly<{ since: string; until: string }>): string {
  const range = new URLSearchParams({ since, until });
  return `/spaces/${path.space}/webhooks/${path.webhookId}?${range}`;
}
