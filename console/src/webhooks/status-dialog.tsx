import Box from '@cloudscape-design/components/box';
import { FormDialog } from '../parts/form-dialog.tsx';

type Props = Readonly<{
  status: 'paused' | 'disabled';
  change: () => Promise<unknown>;
  onDone: () => void;
  onDismiss: () => void;
}>;

const words = {
  paused: {
    verb: 'Pause',
    effect:
      'Deliveries are held until you resume the webhook. They are then sent at a rate that the endpoint can handle.',
  },
  disabled: {
    verb: 'Disable',
    effect:
      'Nothing is sent. New deliveries are discarded; you can replay them after you have enabled the webhook again.',
  },
};

/** Confirms that a webhook is paused or disabled, and names the consequences for its deliveries. */
export function StatusDialog({ status, change, onDone, onDismiss }: Props) {
  const { verb, effect } = words[status];
  return (
    <FormDialog header={`${verb} webhook`} submitText={verb} save={change} onDone={onDone} onDismiss={onDismiss}>
      {() => <Box>{effect}</Box>}
    </FormDialog>
  );
}
