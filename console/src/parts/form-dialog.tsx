import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';
import { type ErrorAt, errorsOf, type FieldErrors } from './field-errors.ts';
import { InvalidFields } from './invalid-fields.tsx';
import { useFormErrors } from './use-form-errors.ts';

type Props<Saved> = Readonly<{
  header: string;
  submitText: string;
  /** The errors of required fields that are empty. The API is not asked then. */
  missing?: FieldErrors;
  save: () => Promise<Saved>;
  onDone: (saved: Saved) => void;
  onDismiss: () => void;
  /** Renders the fields with their errors. */
  children: (errorAt: ErrorAt) => ReactNode;
}>;

/** A short form above a page. It stays open while its call is pending, so that the user sees how the call ends. */
export function FormDialog<Saved>({
  header,
  submitText,
  missing = [],
  save,
  onDone,
  onDismiss,
  children,
}: Props<Saved>) {
  const { form, errors, errorAt, refuse } = useFormErrors();
  const { mutate, isPending, error } = useMutation({
    mutationFn: save,
    onMutate: () => refuse([]),
    onSuccess: onDone,
    onError: (failure) => refuse(errorsOf(failure)),
  });
  const submit = () => {
    if (missing.length === 0) mutate();
    else refuse(missing);
  };
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
            <Button variant="primary" loading={isPending} onClick={submit}>
              {submitText}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        noValidate
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) submit();
        }}
      >
        <SpaceBetween size="l">
          {children(errorAt)}
          {errors.length > 0 && <InvalidFields errors={errors} />}
          {error !== null && errorsOf(error).length === 0 && <Failure error={error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
