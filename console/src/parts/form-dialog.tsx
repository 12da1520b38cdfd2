import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';
import { type ErrorAt, errorAtOf, errorsOf } from './field-errors.ts';

type Props<Saved> = Readonly<{
  header: string;
  submitText: string;
  save: () => Promise<Saved>;
  onDone: (saved: Saved) => void;
  onDismiss: () => void;
  /** Renders the fields with their errors. */
  children: (errorAt: ErrorAt) => ReactNode;
}>;

/** A short form above a page. It stays open while its call is pending, so that the user sees how the call ends. */
export function FormDialog<Saved>({ header, submitText, save, onDone, onDismiss, children }: Props<Saved>) {
  const { mutate, isPending, error } = useMutation({ mutationFn: save, onSuccess: onDone });
  const dismiss = () => {
    if (!isPending) onDismiss();
  };
  return (
    <Modal
      visible
      size="large"
      header={header}
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={isPending} onClick={dismiss}>
              Cancel
            </Button>
            <Button variant="primary" loading={isPending} onClick={() => mutate()}>
              {submitText}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) mutate();
        }}
      >
        <SpaceBetween size="l">
          {children(errorAtOf(errorsOf(error)))}
          {error !== null && <Failure error={error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
