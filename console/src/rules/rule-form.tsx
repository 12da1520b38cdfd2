import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleDraft } from '../../../client/src/generated/schema.ts';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { asObject, errorsOf, type FieldErrors, missing, readJson, refusalOf } from '../parts/field-errors.ts';
import { InvalidFields } from '../parts/invalid-fields.tsx';
import { JsonEditor } from '../parts/json-editor.tsx';
import { OptionalSection } from '../parts/optional-section.tsx';
import { UnsavedChanges } from '../parts/unsaved-changes.tsx';
import { useFormErrors } from '../parts/use-form-errors.ts';
import { useSuggestedEventTypes } from '../webhooks/event-types-field.tsx';
import { useWebhookNames } from '../webhooks/use-webhook-names.ts';

type Props = Readonly<{
  initial: RuleDraft;
  submitText: string;
  save: (draft: RuleDraft) => Promise<unknown>;
  onCancel: () => void;
}>;

const scopes = [
  { value: 'every', label: 'All events of the type' },
  { value: 'own', label: 'Events of own scorecards' },
  { value: 'followed', label: 'Events of followed scorecards' },
  { value: 'portfolio', label: 'Events of the scorecards in a portfolio' },
] as const;

/** The form of a rule: its trigger and its steps. */
export function RuleForm({ initial, submitText, save, onCancel }: Props) {
  const space = useParam('space');
  const initialFilter = initial.trigger.filter === undefined ? '' : JSON.stringify(initial.trigger.filter, null, 2);
  const [draft, setDraft] = useState(initial);
  const [filter, setFilter] = useState(initialFilter);
  const { form, errors, errorAt, refuse, forget } = useFormErrors();
  const eventTypes = useSuggestedEventTypes();
  const webhooks = useWebhookNames(space);
  const options = (webhooks.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const change = (changed: Partial<RuleDraft>, path: string = Object.keys(changed).join()) => {
    forget([path]);
    setDraft((present) => ({ ...present, ...changed }));
  };
  const saving = useMutation({
    onMutate: () => refuse([]),
    mutationFn: async () => {
      const { filter: _, ...trigger } = draft.trigger;
      const parsed = filter.trim() === '' ? {} : { filter: asObject(readJson(filter, 'trigger.filter')) };
      await save({ ...draft, trigger: { ...trigger, ...parsed } });
    },
    onError: (error) => refuse(refusalOf(error, knownErrors(draft))),
  });
  const isChanged = filter !== initialFilter || JSON.stringify(draft) !== JSON.stringify(initial);
  const scopeType = draft.scope?.type ?? 'every';
  const { steps } = draft;
  const move = (index: number, by: number) => {
    const next = [...steps];
    next.splice(index + by, 0, ...next.splice(index, 1));
    change({ steps: next });
  };
  return (
    <form
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.isPending) saving.mutate();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={saving.isPending}>
              {submitText}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Rule</Header>}>
            <SpaceBetween size="l">
              <FormField label="Name" errorText={errorAt('name')}>
                <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
              </FormField>
              <FormField
                label="Owner email"
                description="Required. Receives mails about failed executions."
                errorText={errorAt('ownerEmail')}
              >
                <Input
                  type="email"
                  value={draft.ownerEmail}
                  onChange={({ detail }) => change({ ownerEmail: detail.value })}
                />
              </FormField>
              <Toggle checked={draft.enabled ?? true} onChange={({ detail }) => change({ enabled: detail.checked })}>
                Enabled
              </Toggle>
            </SpaceBetween>
          </Container>
          <Container header={<Header variant="h2">Trigger</Header>}>
            <SpaceBetween size="l">
              <FormField label="Event type" errorText={errorAt('trigger.eventType')}>
                <Autosuggest
                  value={draft.trigger.eventType}
                  placeholder="score.dropped"
                  options={eventTypes.options}
                  statusType={eventTypes.isLoading ? 'loading' : 'finished'}
                  enteredTextLabel={(text) => `Use "${text}"`}
                  empty="No event types are known yet. Enter one."
                  onChange={({ detail }) =>
                    change({ trigger: { ...draft.trigger, eventType: detail.value } }, 'trigger.eventType')
                  }
                />
              </FormField>
              <FormField
                label="Scope"
                description="Which events of the type start the rule, by the groups of their scorecards."
                errorText={errorAt('scope', { ownOnly: true })}
              >
                <Select
                  selectedOption={scopes.find(({ value }) => value === scopeType) ?? null}
                  options={scopes}
                  onChange={({ detail }) => change({ scope: scopeOf(detail.selectedOption.value) })}
                />
              </FormField>
              {draft.scope?.type === 'portfolio' && (
                <FormField label="Portfolio id" errorText={errorAt('scope.portfolioId')}>
                  <Input
                    value={draft.scope.portfolioId}
                    onChange={({ detail }) => change({ scope: { type: 'portfolio', portfolioId: detail.value } })}
                  />
                </FormField>
              )}
              <OptionalSection
                headerText="Filter by content"
                isEmpty={filter === ''}
                isInvalid={errorAt('trigger.filter') !== undefined}
              >
                <FormField
                  label="Filter"
                  description="An EventBridge event pattern over type, title, message, data and scorecard. If empty, all events of the type match."
                  errorText={errorAt('trigger.filter')}
                  stretch
                >
                  <JsonEditor
                    isInvalid={errorAt('trigger.filter') !== undefined}
                    label="Filter"
                    value={filter}
                    height={120}
                    onChange={(text) => {
                      forget(['trigger.filter']);
                      setFilter(text);
                    }}
                  />
                </FormField>
              </OptionalSection>
            </SpaceBetween>
          </Container>
          <Container
            header={
              <Header
                variant="h2"
                description="Each step runs after the previous one has succeeded, and receives its response."
              >
                Steps
              </Header>
            }
          >
            <SpaceBetween size="m">
              {steps.map(({ webhookId }, index) => (
                <FormField
                  // biome-ignore lint/suspicious/noArrayIndexKey: a webhook may be called by several steps
                  key={index}
                  label={`Step ${index + 1}`}
                  errorText={errorAt(`steps.${index}`)}
                >
                  <div className="step">
                    <Select
                      ariaLabel={`Webhook of step ${index + 1}`}
                      selectedOption={
                        options.find(({ value }) => value === webhookId) ??
                        (webhookId === '' ? null : { value: webhookId, label: webhookId })
                      }
                      options={options}
                      placeholder="Choose a webhook"
                      filteringType="auto"
                      statusType={webhooks.isLoading ? 'loading' : webhooks.isError ? 'error' : 'finished'}
                      empty="No webhooks yet. Create one first."
                      onChange={({ detail }) =>
                        change(
                          {
                            steps: steps.map((step, each) =>
                              each === index ? { webhookId: detail.selectedOption.value ?? '' } : step,
                            ),
                          },
                          `steps.${index}`,
                        )
                      }
                    />
                    <Button
                      iconName="angle-up"
                      formAction="none"
                      ariaLabel={`Move step ${index + 1} up`}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    />
                    <Button
                      iconName="angle-down"
                      formAction="none"
                      ariaLabel={`Move step ${index + 1} down`}
                      disabled={index === steps.length - 1}
                      onClick={() => move(index, 1)}
                    />
                    <Button
                      iconName="remove"
                      formAction="none"
                      ariaLabel={`Remove step ${index + 1}`}
                      disabled={steps.length === 1}
                      onClick={() => change({ steps: steps.filter((_, each) => each !== index) })}
                    />
                  </div>
                </FormField>
              ))}
              <Button
                iconName="add-plus"
                formAction="none"
                onClick={() => change({ steps: [...steps, { webhookId: '' }] })}
              >
                Add step
              </Button>
            </SpaceBetween>
          </Container>
          {errors.length > 0 && <InvalidFields errors={errors} />}
          {saving.error !== null && errorsOf(saving.error).length === 0 && <Failure error={saving.error} />}
        </SpaceBetween>
      </Form>
      <UnsavedChanges exist={!saving.isPending && isChanged} />
    </form>
  );
}

/** The errors that the form can word better than the API. */
function knownErrors({ name, ownerEmail, trigger, scope, steps }: RuleDraft): FieldErrors {
  return missing([
    ['name', name, 'Enter a name.'],
    ['ownerEmail', ownerEmail, 'Enter an email address.'],
    ['trigger.eventType', trigger.eventType, 'Enter an event type.'],
    ...(scope?.type === 'portfolio'
      ? [['scope.portfolioId', scope.portfolioId, 'Enter a portfolio id.'] as const]
      : []),
    ...steps.map(({ webhookId }, index) => [`steps.${index}`, webhookId, 'Choose a webhook.'] as const),
  ]);
}

function scopeOf(type: string | undefined): RuleDraft['scope'] {
  switch (type) {
    case 'own':
    case 'followed':
      return { type };
    case 'portfolio':
      return { type, portfolioId: '' };
    default:
      return null;
  }
}
