import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import type { WebhookPath } from './use-webhook.ts';
import { waitingText } from './waiting-text.ts';
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
          { label: 'Status', value: <WebhookState health={data} /> },
          {
            label: 'Last success',
            value: data.lastSuccessAt === undefined ? 'None' : <When at={data.lastSuccessAt} />,
          },
          {
            label: 'Last failure',
            value:
              data.lastFailure === undefined ? (
                '–'
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
