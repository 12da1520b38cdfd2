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
  /** What is deleted: `webhook`. */
  what: string;
  /** To be typed before anything happens. */
  name: string;
  /** What goes along with it. */
  children: ReactNode;
  /** In place of Delete. */
  verb?: string;
  remove: () => Promise<unknown>;
  onDone: () => void;
  onDismiss: () => void;
}>;

/** Says what a deletion takes along, and wants the name of the thing before it is done. */
export function DeleteDialog({ what, name, children, verb = 'Delete', remove, onDone, onDismiss }: Props) {
  const [typed, setTyped] = useState('');
  const removal = useMutation({ mutationFn: remove, onSuccess: onDone });
  const submit = () => {
    if (typed === name) removal.mutate();
  };
  const dismiss = () => {
    if (!removal.isPending) onDismiss();
  };
  return (
    <Modal
      visible
      header={`${verb} ${what}`}
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
