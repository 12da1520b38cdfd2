import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import type { Webhook } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { isNotFound } from '../api/query-client.ts';
import { Failure } from '../parts/failure.tsx';
import { ShownText } from '../parts/shown-text.tsx';
import { bodyText } from '../webhooks/body-text.ts';

type Props = Readonly<{ space: string; webhook: Webhook; eventId: string }>;

/** The request of a delivery. It is not stored, so it is generated again from the event and the webhook. */
export function DeliveryRequest({ space, webhook, eventId }: Props) {
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['delivery-request', space, webhook.id, eventId],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/events/{eventId}';
      const { data: event } = await posthorn.GET(route, { params: { path: { space, eventId } } });
      if (webhook.payload.format !== 'template') return { event };
      return { event, texts: await readTexts({ space, webhookId: webhook.id, notificationId: event.type }) };
    },
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Requests are not stored. This one is generated from the event with the present settings of the webhook."
        >
          Request
        </Header>
      }
    >
      {error !== null && <Failure error={error} retry={refetch} />}
      {data === undefined && error === null && <Spinner />}
      {data !== undefined && (
        <SpaceBetween size="s">
          <span className="breakable">
            {webhook.method} {webhook.url}
          </span>
          <div>
            <Box variant="awsui-key-label">Body</Box>
            <ShownText label="Body of the request" text={bodyText({ payload: webhook.payload, ...data })} />
          </div>
        </SpaceBetween>
      )}
    </Container>
  );
}

/** Reads the notification of an event type, if the webhook has one. Its ID is the event type. */
async function readTexts(path: Readonly<{ space: string; webhookId: string; notificationId: string }>) {
  try {
    const route = '/v1/spaces/{space}/webhooks/{webhookId}/notifications/{notificationId}';
    return (await posthorn.GET(route, { params: { path } })).data;
  } catch (error) {
    if (error instanceof Error && isNotFound(error)) return undefined;
    throw error;
  }
}
