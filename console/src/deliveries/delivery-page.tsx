import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { ShownText } from '../parts/shown-text.tsx';
import { useWebhook } from '../webhooks/use-webhook.ts';
import { Attempts } from './attempts.tsx';
import { DeliveryLayout } from './delivery-layout.tsx';
import { hasEnded, retryRefusal } from './delivery-progress.ts';
import { DeliveryRequest } from './delivery-request.tsx';

/** One delivery: its attempts and their responses. */
export function Component() {
  const path = { space: useParam('space'), webhookId: useParam('webhookId'), deliveryId: useParam('deliveryId') };
  const webhook = useWebhook(path);
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['delivery', path],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}';
      return (await posthorn.GET(route, { params: { path } })).data;
    },
    refetchInterval: ({ state }) => (state.data === undefined || hasEnded(state.data.status) ? false : 2_000),
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  return (
    <DeliveryLayout
      title={`Delivery of ${data.eventType}`}
      space={path.space}
      delivery={data}
      idLabel="Delivery id (webhook-id)"
      items={[
        {
          label: 'Webhook',
          value: (
            <RouterLink to={`/spaces/${path.space}/webhooks/${path.webhookId}`}>
              {webhook.data?.webhook.name ?? path.webhookId}
            </RouterLink>
          ),
        },
        { label: 'Attempts', value: data.attemptCount },
        ...(data.reason === undefined
          ? []
          : [{ label: 'Reason', value: <span className="breakable">{data.reason}</span> }]),
      ]}
      error={error}
      refetch={refetch}
      retry={() =>
        posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}/retry', { params: { path } })
      }
      refusal={retryRefusal(data.status)}
      retriedText="The delivery is being retried."
    >
      {webhook.data !== undefined && (
        <DeliveryRequest space={path.space} webhook={webhook.data.webhook} eventId={data.eventId} />
      )}
      <Container header={<Header variant="h2">Attempts</Header>}>
        <Attempts attempts={data.attempts} nextAttemptAt={data.nextAttemptAt} />
      </Container>
      {data.response !== undefined && (
        <Container header={<Header variant="h2">Response</Header>}>
          <ShownText label="Response" text={JSON.stringify(data.response)} />
        </Container>
      )}
    </DeliveryLayout>
  );
}
