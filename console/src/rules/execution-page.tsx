import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';
import { Attempts } from '../deliveries/attempts.tsx';
import { DeliveryLayout } from '../deliveries/delivery-layout.tsx';
import { executionRetryRefusal, hasEnded } from '../deliveries/delivery-progress.ts';
import { DeliveryStatus } from '../deliveries/delivery-status.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { When } from '../parts/when.tsx';
import { useWebhookNames } from '../webhooks/use-webhook-names.ts';
import { StepWebhook } from './step-webhook.tsx';

/** One execution of a rule: each step with its attempts and their responses. */
export function Component() {
  const path = { space: useParam('space'), ruleId: useParam('ruleId'), executionId: useParam('executionId') };
  const { data: webhooks } = useWebhookNames(path.space);
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['execution', path],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}';
      return (await posthorn.GET(route, { params: { path } })).data;
    },
    refetchInterval: ({ state }) => (state.data === undefined || hasEnded(state.data.status) ? false : 2_000),
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  return (
    <DeliveryLayout
      title={`Execution of ${data.ruleName}`}
      space={path.space}
      delivery={data}
      idLabel="Execution id"
      items={[{ label: 'Next attempt', value: <When at={data.nextAttemptAt} /> }]}
      error={error}
      refetch={refetch}
      retry={() =>
        posthorn.POST('/v1/spaces/{space}/rules/{ruleId}/executions/{executionId}/retry', { params: { path } })
      }
      refusal={executionRetryRefusal(data.status)}
      retriedText="The execution is being retried from the failed step."
    >
      {data.steps.map(({ webhookId, status, attempts }, index) => (
        <Container
          // biome-ignore lint/suspicious/noArrayIndexKey: steps keep their places
          key={index}
          header={
            <Header variant="h2" actions={<DeliveryStatus status={status} />}>
              Step {index + 1}: <StepWebhook space={path.space} webhookId={webhookId} webhooks={webhooks} />
            </Header>
          }
        >
          <Attempts attempts={attempts.map((attempt, before) => ({ ...attempt, number: before + 1 }))} />
        </Container>
      ))}
    </DeliveryLayout>
  );
}
