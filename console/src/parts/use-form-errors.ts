import { useEffect, useRef, useState } from 'react';
import { errorAtOf, type FieldErrors, withoutErrorsAt } from './field-errors.ts';

/** The field errors of a form, for a `<form noValidate ref={form}>`. After a refusal the first invalid field has the focus. */
export function useFormErrors() {
  const [errors, setErrors] = useState<FieldErrors>([]);
  const [refusals, setRefusals] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) focusFirstInvalid(form.current);
  }, [refusals]);
  return {
    form,
    errors,
    errorAt: errorAtOf(errors),
    /** Shows the errors of a refused submit; none if the refusal is not about fields. */
    refuse: (found: FieldErrors) => {
      setErrors(found);
      if (found.length > 0) setRefusals((present) => present + 1);
    },
    /** Removes the errors of fields that the user has changed. */
    forget: (paths: readonly string[]) => setErrors((present) => withoutErrorsAt(present, paths)),
  };
}

function focusFirstInvalid(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid=true], .invalid-editor textarea');
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}
