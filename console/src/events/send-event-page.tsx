import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { EventDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { errorsOf, missing, readJson, refusalOf } from '../parts/field-errors.ts';
import { InvalidFields } from '../parts/invalid-fields.tsx';
import { JsonEditor } from '../parts/json-editor.tsx';
import { UnsavedChanges } from '../parts/unsaved-changes.tsx';
import { useFormErrors } from '../parts/use-form-errors.ts';
import { useKnownEventTypes, useSuggestedEventTypes } from '../webhooks/event-types-field.tsx';

/** The values of the form. */
type Fields = Readonly<Record<'type' | 'title' | 'message' | 'scorecard' | 'data', string>>;

/** Sends an event, to test webhooks and rules. */
export function Component() {
  const space = useParam('space');
  const eventTypes = useSuggestedEventTypes();
  const { data: described = [] } = useKnownEventTypes();
  const [parameters] = useSearchParams();
  const [fields, setFields] = useState<Fields>({
    type: parameters.get('type') ?? '',
    title: '',
    message: '',
    scorecard: '',
    data: '{\n  "severity": 3\n}',
  });
  const [sent, setSent] = useState(fields);
  const { form, errors, errorAt, refuse, forget } = useFormErrors();
  const change = (changed: Partial<Fields>) => {
    forget(Object.keys(changed));
    setFields((present) => ({ ...present, ...changed }));
  };
  const send = useMutation({
    onMutate: () => refuse([]),
    mutationFn: async (toSend: Fields) => {
      const body = draftOf(toSend);
      return (await posthorn.POST('/v1/spaces/{space}/events', { params: { path: { space } }, body })).data;
    },
    onSuccess: (_, wasSent) => setSent(wasSent),
    onError: (error) => refuse(refusalOf(error, missing([['type', fields.type, 'Enter a type.']]))),
  });
  const result = useRef<HTMLDivElement>(null);
  const isAccepted = send.data !== undefined;
  useEffect(() => {
    if (isAccepted) result.current?.scrollIntoView({ block: 'center' });
  }, [isAccepted]);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Sends a real event, as your application would. It is delivered to the webhooks and rules that match it."
        >
          Send an event
        </Header>
      }
    >
      <form
        noValidate
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!send.isPending) send.mutate(fields);
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={send.isPending}>
              Send event
            </Button>
          }
        >
          <SpaceBetween size="l">
            <Container>
              <SpaceBetween size="l">
                <FormField label="Type" errorText={errorAt('type')}>
                  <Autosuggest
                    value={fields.type}
                    placeholder="hit.detected"
                    options={eventTypes.options}
                    statusType={eventTypes.isLoading ? 'loading' : 'finished'}
                    enteredTextLabel={(text) => `Use "${text}"`}
                    empty="No event types are known yet. Enter one."
                    onChange={({ detail }) => change({ type: detail.value })}
                    onSelect={({ detail }) => {
                      const example = described.find(({ type }) => type === detail.value)?.example;
                      if (example !== undefined) change({ data: JSON.stringify(example, null, 2) });
                    }}
                  />
                </FormField>
                <FormField label="Title" description="Optional." errorText={errorAt('title')}>
                  <Input value={fields.title} onChange={({ detail }) => change({ title: detail.value })} />
                </FormField>
                <FormField label="Message" description="Optional." errorText={errorAt('message')}>
                  <Input value={fields.message} onChange={({ detail }) => change({ message: detail.value })} />
                </FormField>
                <FormField
                  label="Scorecard"
                  description="Optional: the id of a scorecard, for rules with a scope."
                  errorText={errorAt('scorecard')}
                >
                  <Input value={fields.scorecard} onChange={({ detail }) => change({ scorecard: detail.value })} />
                </FormField>
                <FormField label="Data" description="Any JSON." errorText={errorAt('data')} stretch>
                  <JsonEditor
                    label="Data"
                    value={fields.data}
                    isInvalid={errorAt('data') !== undefined}
                    onChange={(data) => change({ data })}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            {errors.length > 0 && <InvalidFields errors={errors} />}
            {send.error !== null && errorsOf(send.error).length === 0 && <Failure error={send.error} />}
            {send.data !== undefined && 'id' in send.data && (
              <div ref={result}>
                <Alert type="success" header="The event was accepted">
                  <RouterLink to={`/spaces/${space}/events/${encodeURIComponent(send.data.id)}`}>
                    Show the event and its deliveries
                  </RouterLink>
                </Alert>
              </div>
            )}
          </SpaceBetween>
        </Form>
        <UnsavedChanges exist={!send.isPending && JSON.stringify(fields) !== JSON.stringify(sent)} />
      </form>
    </ContentLayout>
  );
}

function draftOf({ type, title, message, scorecard, data }: Fields): EventDraft {
  return {
    type,
    data: readJson(data, 'data'),
    ...(title !== '' && { title }),
    ...(message !== '' && { message }),
    ...(scorecard !== '' && { scorecard: { id: scorecard } }),
  };
}
