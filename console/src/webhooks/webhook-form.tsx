import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookDraft, WebhookTest } from '../../../client/src/generated/schema.ts';
import { Failure } from '../parts/failure.tsx';
import { type ErrorAt, errorsOf, refusalOf } from '../parts/field-errors.ts';
import { InvalidFields } from '../parts/invalid-fields.tsx';
import { UnsavedChanges } from '../parts/unsaved-changes.tsx';
import { useFormErrors } from '../parts/use-form-errors.ts';
import { DeliverySection } from './delivery-section.tsx';
import { EndpointSection } from './endpoint-section.tsx';
import { EventsSection } from './events-section.tsx';
import { PayloadSection } from './payload-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { TestResult } from './test-result.tsx';
import { changedPaths, draftOf, knownErrors, type WebhookFields } from './webhook-fields.ts';

type Props = Readonly<{
  initial: WebhookFields;
  submitText: string;
  isNew: boolean;
  save: (draft: WebhookDraft) => Promise<unknown>;
  test: (draft: WebhookDraft) => Promise<WebhookTest>;
  onCancel: () => void;
}>;

/** The properties of each section of the form. */
export type SectionProps = Readonly<{
  fields: WebhookFields;
  change: (changed: Partial<WebhookFields>) => void;
  /** The errors of a field and of the fields in it, from the API or the form. */
  errorAt: ErrorAt;
}>;

/** The form of a webhook. The API validates it; its errors are shown at the fields. */
export function WebhookForm({ initial, submitText, isNew, save, test, onCancel }: Props) {
  const [fields, setFields] = useState(initial);
  const { form, errors, errorAt, refuse, forget } = useFormErrors();
  const known = knownErrors(fields);
  const onError = (error: Error) => refuse(refusalOf(error, known));
  const saving = useMutation({ mutationFn: save, onError });
  const testing = useMutation({ mutationFn: test, onError });
  const send = (call: (draft: WebhookDraft) => void, { needsName }: Readonly<{ needsName: boolean }>) => {
    const converted = draftOf(fields);
    if (converted.errors.length === 0) {
      refuse([]);
      call(converted.draft);
    } else refuse([...known.filter(({ path }) => needsName || path !== 'name'), ...converted.errors]);
  };
  const section: SectionProps = {
    fields,
    change: (changed) => {
      forget(changedPaths(fields, changed));
      setFields((present) => ({ ...present, ...changed }));
    },
    errorAt,
  };
  const failure = saving.error ?? testing.error;
  return (
    <form
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.isPending) send(saving.mutate, { needsName: true });
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onCancel}>
              Cancel
            </Button>
            <Button
              formAction="none"
              loading={testing.isPending}
              onClick={() => send(testing.mutate, { needsName: false })}
            >
              Test
            </Button>
            <Button variant="primary" formAction="submit" loading={saving.isPending}>
              {submitText}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <EndpointSection {...section} />
          <EventsSection {...section} />
          <PayloadSection {...section} />
          <SecuritySection {...section} isNew={isNew} />
          <DeliverySection {...section} />
          {errors.length > 0 && <InvalidFields errors={errors} />}
          {failure !== null && errorsOf(failure).length === 0 && <Failure error={failure} />}
        </SpaceBetween>
      </Form>
      <UnsavedChanges exist={!saving.isPending && JSON.stringify(fields) !== JSON.stringify(initial)} />
      {testing.data !== undefined && <TestResult result={testing.data} onDismiss={testing.reset} />}
    </form>
  );
}
