import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { Failure } from './failure.tsx';

type ErrorAt = (path: string) => string | undefined;

type Props = Readonly<{
  header: string;
  submitText: string;
  save: () => Promise<unknown>;
  onDone: () => void;
  onDismiss: () => void;
  /** The fields, with what the API says is wrong at each. */
  children: (errorAt: ErrorAt) => ReactNode;
}>;

/** A short form above a page. */
export function FormDialog({ header, submitText, save, onDone, onDismiss, children }: Props) {
  const { mutate, isPending, error } = useMutation({ mutationFn: save, onSuccess: onDone });
  const errors = error instanceof ProblemError ? error.problem.errors : [];
  const errorAt: ErrorAt = (path) =>
    errors
      .filter((each) => each.path === path || each.path.startsWith(`${path}.`))
      .map(({ message }) => message)
      .join('; ') || undefined;
  return (
    <Modal
      visible
      size="large"
      header={header}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
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
          mutate();
        }}
      >
        <SpaceBetween size="l">
          {children(errorAt)}
          {error !== null && <Failure error={error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
