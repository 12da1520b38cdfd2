import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { Failure } from '../parts/failure.tsx';

type Props = Readonly<{ status: 'paused' | 'disabled'; change: () => Promise<unknown>; onDismiss: () => void }>;

const words = {
  paused: {
    verb: 'Pause',
    effect: 'Deliveries are held. They go out, at a rate that the endpoint can take, when you resume the webhook.',
  },
  disabled: {
    verb: 'Disable',
    effect:
      'Nothing is sent any more. What comes is recorded as discarded; you can replay it after you have enabled the webhook again.',
  },
};

/** Says what becomes of deliveries before a webhook is stopped. */
export function StatusDialog({ status, change, onDismiss }: Props) {
  const { verb, effect } = words[status];
  const { mutate, isPending, error } = useMutation({ mutationFn: change });
  return (
    <Modal
      visible
      header={`${verb} webhook`}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={isPending} onClick={() => mutate()}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{effect}</Box>
        {error !== null && <Failure error={error} />}
      </SpaceBetween>
    </Modal>
  );
}
