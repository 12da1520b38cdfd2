import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { WebhookHealth as Health } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import type { WebhookPath } from './use-webhook.ts';
import { WebhookState } from './webhook-state.tsx';

/** The health of a webhook, and its waiting deliveries. */
export function WebhookHealth({ path }: Readonly<{ path: WebhookPath }>) {
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['webhook', path.space, path.webhookId, 'health'],
    queryFn: async () => {
      return (await posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/health', { params: { path } })).data;
    },
    refetchInterval: 10_000,
  });
  if (data === undefined) return error === null ? <Spinner /> : <Failure error={error} retry={refetch} />;
  return (
    <Container header={<Header variant="h2">Health</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: isNew(data) ? <Unused /> : <WebhookState health={data} /> },
          {
            label: 'Last success',
            value: data.lastSuccessAt === undefined ? 'None' : <When at={data.lastSuccessAt} />,
          },
          {
            label: 'Last failure',
            value:
              data.lastFailure === undefined ? (
                'None'
              ) : (
                <span className="breakable">
                  <When at={data.lastFailure.at} />: {data.lastFailure.reason}
                </span>
              ),
          },
          { label: 'Waiting deliveries', value: waitingText(data.waiting) },
          ...(data.nextProbeAt === undefined ? [] : [{ label: 'Next probe', value: <When at={data.nextProbeAt} /> }]),
        ]}
      />
    </Container>
  );
}

const isNew = ({ status, lastSuccessAt, lastFailure }: Health) =>
  status === 'healthy' && lastSuccessAt === undefined && lastFailure === undefined;

function Unused() {
  return <StatusIndicator type="pending">No deliveries yet</StatusIndicator>;
}

function waitingText({ parked, scheduled, inFlight, isComplete }: Health['waiting']): string {
  const all = parked + scheduled + inFlight;
  if (all === 0) return 'None';
  const counts = [
    { count: parked, what: 'held' },
    { count: scheduled, what: 'waiting for a retry' },
    { count: inFlight, what: 'in progress' },
  ];
  const shown = counts.filter(({ count }) => count > 0).map(({ count, what }) => `${count} ${what}`);
  return `${isComplete ? '' : 'At least '}${shown.join(', ')}`;
}
