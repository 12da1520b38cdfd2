import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Failure } from './failure.tsx';

type Props = Readonly<{
  /** The kind of the resource, such as `webhook`. */
  what: string;
  /** The user must enter it to confirm. */
  name: string;
  /** The consequences of the deletion. */
  children: ReactNode;
  /** The label of the button. */
  verb?: string;
  header?: string;
  remove: () => Promise<unknown>;
  onDone: () => void;
  onDismiss: () => void;
}>;

/** Confirms a deletion: names its consequences, and requires the name of the resource. */
export function DeleteDialog({
  what,
  name,
  children,
  verb = 'Delete',
  header = `${verb} ${what}`,
  remove,
  onDone,
  onDismiss,
}: Props) {
  const [typed, setTyped] = useState('');
  const removal = useMutation({ mutationFn: remove, onSuccess: onDone });
  const submit = () => {
    if (typed === name && !removal.isPending) removal.mutate();
  };
  const dismiss = () => {
    if (!removal.isPending) onDismiss();
  };
  return (
    <Modal
      visible
      header={header}
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={removal.isPending} onClick={dismiss}>
              Cancel
            </Button>
            <Button variant="primary" disabled={typed !== name} loading={removal.isPending} onClick={submit}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SpaceBetween size="m">
          <Alert type="warning">{children}</Alert>
          <FormField label={<span className="breakable">To confirm, enter the name: {name}</span>}>
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} autoFocus />
          </FormField>
          {removal.error !== null && <Failure error={removal.error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
