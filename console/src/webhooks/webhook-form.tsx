import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookDraft, WebhookTest } from '../../../client/src/generated/schema.ts';
import { Failure } from '../parts/failure.tsx';
import { type ErrorAt, errorAtOf, errorsOf, type FieldErrors } from '../parts/field-errors.ts';
import { DeliverySection } from './delivery-section.tsx';
import { EndpointSection } from './endpoint-section.tsx';
import { EventsSection } from './events-section.tsx';
import { PayloadSection } from './payload-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { TestResult } from './test-result.tsx';
import { draftOf, type WebhookFields } from './webhook-fields.ts';

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
  const [refused, setRefused] = useState<FieldErrors>([]);
  const saving = useMutation({ mutationFn: save, onError: (error) => setRefused(errorsOf(error)) });
  const testing = useMutation({ mutationFn: test, onError: (error) => setRefused(errorsOf(error)) });
  const send = (call: (draft: WebhookDraft) => void) => {
    const { draft, errors } = draftOf(fields);
    setRefused(errors);
    if (errors.length === 0) call(draft);
  };
  const section: SectionProps = {
    fields,
    change: (changed) => setFields((present) => ({ ...present, ...changed })),
    errorAt: errorAtOf(refused),
  };
  const failure = saving.error ?? testing.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(saving.mutate);
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onCancel}>
              Cancel
            </Button>
            <Button formAction="none" loading={testing.isPending} onClick={() => send(testing.mutate)}>
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
          {refused.length > 0 && (
            <Alert type="error" header="Some fields are invalid">
              <ul>
                {refused.map(({ path, message }) => (
                  <li key={`${path} ${message}`} className="breakable">
                    {path === '' ? message : `${path}: ${message}`}
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          {failure !== null && errorsOf(failure).length === 0 && <Failure error={failure} />}
        </SpaceBetween>
      </Form>
      {testing.data !== undefined && <TestResult result={testing.data} onDismiss={testing.reset} />}
    </form>
  );
}
