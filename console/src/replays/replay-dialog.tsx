import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Delivery, Replay } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { TimeRange, timesOf } from '../deliveries/delivery-filter.tsx';
import { Failure } from '../parts/failure.tsx';
import type { WebhookPath } from '../webhooks/use-webhook.ts';

type Status = 'failed' | 'exhausted' | 'discarded' | 'succeeded';

const statusOptions: readonly Readonly<{ value: Status & Delivery['status']; label: string; description: string }>[] = [
  { value: 'failed', label: 'Failed', description: 'Ended at a failure that is not retried.' },
  { value: 'exhausted', label: 'Exhausted', description: 'No attempt is left.' },
  {
    value: 'discarded',
    label: 'Discarded',
    description: 'Ended without a success, for example because the webhook was disabled.',
  },
  { value: 'succeeded', label: 'Succeeded', description: 'Accepted by the endpoint.' },
];

const unsuccessful = statusOptions.filter(({ value }) => value !== 'succeeded');
const lastHour: DateRangePickerProps.Value = { type: 'relative', amount: 1, unit: 'hour' };

type Props = Readonly<{ path: WebhookPath; onStarted: (replay: Replay) => void; onDismiss: () => void }>;

/** Starts a replay, or counts the deliveries with a dry run. */
export function ReplayDialog({ path, onStarted, onDismiss }: Props) {
  const [range, setRange] = useState<DateRangePickerProps.Value | null>(lastHour);
  const [statuses, setStatuses] = useState(unsuccessful);
  const [types, setTypes] = useState('');
  const start = async (dryRun: boolean) => {
    const { since = new Date(0).toISOString(), until } = timesOf(range);
    const eventTypes = types.split(/[\s,]+/).filter((type) => type !== '');
    const { data } = await posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/replays', {
      params: { path },
      body: {
        since,
        ...(until !== undefined && { until }),
        statuses: statuses.map(({ value }) => value),
        ...(eventTypes.length > 0 && { eventTypes }),
        dryRun,
      },
    });
    return data;
  };
  const count = useMutation({ mutationFn: () => start(true) });
  const replay = useMutation({ mutationFn: () => start(false), onSuccess: onStarted });
  const failure = count.error ?? replay.error;
  const dismiss = () => {
    if (!replay.isPending) onDismiss();
  };
  return (
    <Modal
      visible
      size="large"
      header="Replay deliveries"
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={replay.isPending} onClick={dismiss}>
              Cancel
            </Button>
            <Button loading={count.isPending} onClick={() => count.mutate()}>
              Count
            </Button>
            <Button variant="primary" loading={replay.isPending} onClick={() => replay.mutate()}>
              Replay
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <FormField label="Time of the events">
          <TimeRange value={range} onChange={setRange} />
        </FormField>
        <FormField label="Status" description="Deliveries with these statuses are replayed.">
          <Multiselect
            selectedOptions={statuses}
            options={statusOptions}
            placeholder="Choose at least one"
            onChange={({ detail }) =>
              setStatuses(
                statusOptions.filter(({ value }) => detail.selectedOptions.some((option) => option.value === value)),
              )
            }
          />
        </FormField>
        <FormField label="Event types" description="One per line. If empty, all types.">
          <Textarea value={types} rows={2} onChange={({ detail }) => setTypes(detail.value)} />
        </FormField>
        {count.data !== undefined && <Count path={path} replayId={count.data.id} />}
        {failure !== null && <Failure error={failure} />}
      </SpaceBetween>
    </Modal>
  );
}

/** The progress of a dry run. */
function Count({ path, replayId }: Readonly<{ path: WebhookPath; replayId: string }>) {
  const { data } = useReplay({ ...path, replayId });
  if (data === undefined) return <Spinner />;
  return (
    <Alert type="info">
      {data.status === 'running'
        ? `Counting: ${data.matched} so far`
        : `Deliveries that would be replayed: ${data.matched}.${
            data.matched === 0 ? ' Choose more statuses or a longer time.' : ''
          }`}
    </Alert>
  );
}

export type ReplayPath = WebhookPath & Readonly<{ replayId: string }>;

/** Reads a replay again while it is running. */
export function useReplay(path: ReplayPath) {
  return useQuery({
    queryKey: ['replay', path],
    queryFn: async () => {
      const route = '/v1/spaces/{space}/webhooks/{webhookId}/replays/{replayId}';
      return (await posthorn.GET(route, { params: { path } })).data;
    },
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'running' ? 1_000 : false),
  });
}
