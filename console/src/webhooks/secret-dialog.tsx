import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookSecret } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import type { WebhookPath } from './use-webhook.ts';

const overlaps = [
  { value: '0', label: 'None: the previous secret ends at once' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
];

const oneDay = { value: '86400', label: '1 day' };

/** Shows and rotates the secrets. They are read when the dialog opens, and not cached after it closes. */
export function SecretDialog({ path, onDismiss }: Readonly<{ path: WebhookPath; onDismiss: () => void }>) {
  const [overlap, setOverlap] = useState<Readonly<{ value?: string; label?: string }>>(oneDay);
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['secret', path.space, path.webhookId],
    queryFn: async () => {
      return (await posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/secret', { params: { path } })).data;
    },
    gcTime: 0,
  });
  const rotation = useMutation({
    mutationFn: async () => {
      const body = { overlapSeconds: Number(overlap.value) };
      await posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/secret/rotate', { params: { path }, body });
      await refetch();
    },
  });
  return (
    <Modal
      visible
      header="Secret"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDismiss}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        {data === undefined ? error === null && <Spinner /> : <Secrets secrets={data} />}
        <FormField
          label="Rotation"
          description="During the overlap, requests are signed with both secrets, so that the receiver can switch without refusing requests."
        >
          <SpaceBetween direction="horizontal" size="xs">
            <Select
              ariaLabel="Overlap"
              selectedOption={overlap}
              options={overlaps}
              onChange={({ detail }) => setOverlap(detail.selectedOption)}
            />
            <Button loading={rotation.isPending} onClick={() => rotation.mutate()}>
              Rotate
            </Button>
          </SpaceBetween>
        </FormField>
        {rotation.isSuccess && (
          <Alert type="success">
            The secret was rotated. Configure the new one at the receiver before the overlap ends.
          </Alert>
        )}
        {rotation.error !== null && <Failure error={rotation.error} />}
      </SpaceBetween>
    </Modal>
  );
}

function Secrets({ secrets }: Readonly<{ secrets: WebhookSecret }>) {
  return (
    <KeyValuePairs
      columns={1}
      items={[
        {
          label: secrets.publicKey === undefined ? 'Secret' : 'Public key',
          value: <Copyable text={secrets.publicKey ?? secrets.secret ?? ''} />,
        },
        ...secrets.previous.map((previous) => ({
          label: 'Previous, still used',
          value: (
            <>
              <Copyable text={previous.publicKey ?? previous.secret ?? ''} />
              {previous.expiresAt !== undefined && (
                <>
                  until <When at={previous.expiresAt} />
                </>
              )}
            </>
          ),
        })),
      ]}
    />
  );
}

function Copyable({ text }: Readonly<{ text: string }>) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      copyButtonAriaLabel="Copy"
      copySuccessText="Copied"
      copyErrorText="Copying failed. Select the text and copy it."
    />
  );
}
