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
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { EventDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { errorAtOf, errorsOf, readJson } from '../parts/field-errors.ts';
import { JsonEditor } from '../parts/json-editor.tsx';
import { useMayChange } from '../session/caller.ts';
import { useKnownEventTypes } from '../webhooks/event-types-field.tsx';

/** Sends an event, to test webhooks and rules. */
export function Component() {
  const space = useParam('space');
  const mayChange = useMayChange();
  const { data: known = [] } = useKnownEventTypes();
  const [parameters] = useSearchParams();
  const [type, setType] = useState(parameters.get('type') ?? '');
  const [title, setTitle] = useState('');
  const [message, setMessage] = useState('');
  const [scorecard, setScorecard] = useState('');
  const [data, setData] = useState('{\n  "severity": 3\n}');
  const send = useMutation({
    mutationFn: async () => {
      const body: EventDraft = {
        type,
        data: readJson(data, 'data'),
        ...(title !== '' && { title }),
        ...(message !== '' && { message }),
        ...(scorecard !== '' && { scorecard: { id: scorecard } }),
      };
      return (await posthorn.POST('/v1/spaces/{space}/events', { params: { path: { space } }, body })).data;
    },
  });
  const errorAt = errorAtOf(errorsOf(send.error));
  if (!mayChange)
    return <Alert type="info">Your role cannot send events. Use an API key with the role manager or producer.</Alert>;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="As a producer does. It is delivered to the webhooks and rules that match it.">
          Send an event
        </Header>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
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
            {send.data !== undefined && 'id' in send.data && (
              <Alert type="success" header="The event was accepted">
                <RouterLink to={`/spaces/${space}/events/${encodeURIComponent(send.data.id)}`}>
                  Show the event and its deliveries
                </RouterLink>
              </Alert>
            )}
            {send.error !== null && <Failure error={send.error} />}
            <Container>
              <SpaceBetween size="l">
                <FormField label="Type" errorText={errorAt('type')}>
                  <Autosuggest
                    value={type}
                    placeholder="hit.detected"
                    options={known.map((each) => ({ value: each.type, description: each.description }))}
                    enteredTextLabel={(text) => `Use "${text}"`}
                    empty="No event types are described yet. Enter one."
                    onChange={({ detail }) => setType(detail.value)}
                    onSelect={({ detail }) => {
                      const example = known.find((each) => each.type === detail.value)?.example;
                      if (example !== undefined) setData(JSON.stringify(example, null, 2));
                    }}
                  />
                </FormField>
                <FormField label="Title" description="Optional." errorText={errorAt('title')}>
                  <Input value={title} onChange={({ detail }) => setTitle(detail.value)} />
                </FormField>
                <FormField label="Message" description="Optional." errorText={errorAt('message')}>
                  <Input value={message} onChange={({ detail }) => setMessage(detail.value)} />
                </FormField>
                <FormField
                  label="Scorecard"
                  description="Optional: the id of a scorecard, for rules with a scope."
                  errorText={errorAt('scorecard')}
                >
                  <Input value={scorecard} onChange={({ detail }) => setScorecard(detail.value)} />
                </FormField>
                <FormField label="Data" description="Any JSON." errorText={errorAt('data')} stretch>
                  <JsonEditor isInvalid={errorAt('data') !== undefined} label="Data" value={data} onChange={setData} />
                </FormField>
              </SpaceBetween>
            </Container>
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
