import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Webhook } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { isNotFound, queryClient } from '../api/query-client.ts';
import { DeliveriesList } from '../deliveries/deliveries-list.tsx';
import { showSuccess } from '../layout/notices.ts';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { NotificationsList } from '../notifications/notifications-list.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { formatSeconds, When } from '../parts/when.tsx';
import { ReplaysList } from '../replays/replays-list.tsx';
import { useMayChange } from '../session/caller.ts';
import { WebhookStatistics } from '../statistics/webhook-statistics.tsx';
import { DeleteWebhook } from './delete-webhook.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { StatusDialog } from './status-dialog.tsx';
import { TestResult } from './test-result.tsx';
import { testWebhook, useWebhook } from './use-webhook.ts';
import { WebhookHealth } from './webhook-health.tsx';

/** A webhook: its health, settings and deliveries. */
export function Component() {
  const path = { space: useParam('space'), webhookId: useParam('webhookId') };
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  const [search, setSearch] = useSearchParams();
  const [dialog, setDialog] = useState<Exclude<Action['id'], 'enabled'>>();
  const { data, failureReason: error, refetch } = useWebhook(path);
  const test = useMutation({ mutationFn: () => testWebhook(path) });
  const setStatus = async (status: Webhook['status']) => {
    await posthorn.PATCH('/v1/spaces/{space}/webhooks/{webhookId}', { params: { path }, body: { status } });
    await queryClient.invalidateQueries({ queryKey: ['webhook', path.space, path.webhookId] });
    await queryClient.invalidateQueries({ queryKey: ['webhooks', path.space] });
    const wasPaused = data?.webhook.status === 'paused';
    showSuccess(`The webhook was ${status === 'enabled' && wasPaused ? 'resumed' : status}.`);
  };
  const enable = useMutation({ mutationFn: () => setStatus('enabled') });
  if (data === undefined || isNotFound(error)) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  const { webhook } = data;
  const page = `/spaces/${path.space}/webhooks/${path.webhookId}`;
  const actions = actionsOf(webhook);
  const sampleType = webhook.eventTypes.find((type) => !type.includes('*'));
  const act = (id: Action['id'] | undefined) => {
    if (id === 'enabled') enable.mutate();
    else setDialog(id);
  };
  const failure = error ?? test.error ?? enable.error;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={<span className="breakable">{webhook.description}</span>}
          actions={
            mayChange && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button loading={test.isPending} onClick={() => test.mutate()}>
                  Test
                </Button>
                <Button onClick={() => navigate(`${page}/edit`)}>Edit</Button>
                <ButtonDropdown
                  items={actions}
                  onItemClick={({ detail }) => act(actions.find(({ id }) => id === detail.id)?.id)}
                >
                  Actions
                </ButtonDropdown>
              </SpaceBetween>
            )
          }
        >
          <span className="breakable">{webhook.name}</span>
        </Header>
      }
    >
      <SpaceBetween size="l">
        {failure !== null && <Failure error={failure} retry={error === null ? undefined : refetch} />}
        <WebhookHealth path={path} />
        <Overview webhook={webhook} />
        <Tabs
          ariaLabel="Webhook details"
          activeTabId={search.get('tab') ?? 'deliveries'}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
          tabs={[
            { id: 'deliveries', label: 'Deliveries', content: <DeliveriesList path={path} sampleType={sampleType} /> },
            { id: 'statistics', label: 'Statistics', content: <WebhookStatistics path={path} /> },
            { id: 'replays', label: 'Replays', content: <ReplaysList path={path} /> },
            { id: 'notifications', label: 'Notifications', content: <NotificationsList path={path} /> },
          ]}
        />
      </SpaceBetween>
      {test.data !== undefined && <TestResult result={test.data} onDismiss={test.reset} />}
      {dialog === 'secret' && <SecretDialog path={path} onDismiss={() => setDialog(undefined)} />}
      {(dialog === 'paused' || dialog === 'disabled') && (
        <StatusDialog
          status={dialog}
          change={() => setStatus(dialog)}
          onDone={() => setDialog(undefined)}
          onDismiss={() => setDialog(undefined)}
        />
      )}
      {dialog === 'delete' && (
        <DeleteWebhook
          path={path}
          name={webhook.name}
          onDismiss={() => setDialog(undefined)}
          onDone={() => {
            queryClient.invalidateQueries({ queryKey: ['webhooks', path.space] });
            openNextPage({
              path: `/spaces/${path.space}/webhooks`,
              notice: `The webhook ${webhook.name} was deleted.`,
            });
          }}
        />
      )}
    </ContentLayout>
  );
}

type Action = Readonly<{ id: Webhook['status'] | 'secret' | 'delete'; text: string }>;

function actionsOf({ status, secret }: Webhook): readonly Action[] {
  return [
    ...(status === 'enabled' ? [] : [{ id: 'enabled' as const, text: status === 'paused' ? 'Resume' : 'Enable' }]),
    ...(status === 'paused' ? [] : [{ id: 'paused' as const, text: 'Pause' }]),
    ...(status === 'disabled' ? [] : [{ id: 'disabled' as const, text: 'Disable' }]),
    ...(secret === null ? [] : [{ id: 'secret' as const, text: 'Show secret' }]),
    { id: 'delete', text: 'Delete' },
  ];
}

function Overview({ webhook }: Readonly<{ webhook: Webhook }>) {
  const { signature, timeouts } = webhook;
  return (
    <Container header={<Header variant="h2">Settings</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: 'Endpoint',
            value: (
              <span className="breakable">
                {webhook.method} {webhook.url}
              </span>
            ),
          },
          {
            label: 'Event types',
            value: webhook.eventTypes.length === 0 ? 'None: only rules call it' : webhook.eventTypes.join(', '),
          },
          { label: 'Payload', value: webhook.payload.format },
          {
            label: 'Signature',
            value:
              webhook.secret === null
                ? 'Not signed'
                : signature.style === 'sha256'
                  ? `sha256 in ${signature.header}`
                  : `Standard Webhooks, ${signature.algorithm}`,
          },
          {
            label: 'Timeouts',
            value: `${timeouts.connectSeconds} s to connect, ${timeouts.requestSeconds} s for the request`,
          },
          { label: 'Retries after', value: webhook.retrySchedule.map(formatSeconds).join(', ') || 'No retries' },
          { label: 'Owner email', value: webhook.ownerEmail ?? 'The owner of the space' },
          {
            label: 'Disabled after failing for',
            value:
              webhook.disableAfterFailingSeconds === null ? 'Never' : formatSeconds(webhook.disableAfterFailingSeconds),
          },
          { label: 'Updated', value: <When at={webhook.updatedAt} /> },
        ]}
      />
    </Container>
  );
}
