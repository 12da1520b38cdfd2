import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { posthorn } from '../api/posthorn.ts';
import { useParam } from '../layout/use-param.ts';
import { useFirstWebhooks } from './use-webhook-names.ts';

type Props = Readonly<{
  value: readonly string[];
  errorText: string | undefined;
  onChange: (value: readonly string[]) => void;
}>;

/** The event types of a webhook. The field suggests those that the space describes, and those of its webhooks. */
export function EventTypesField({ value, errorText, onChange }: Props) {
  const [text, setText] = useState('');
  const { options, isLoading } = useSuggestedEventTypes();
  const add = (type: string) => {
    const trimmed = type.trim();
    if (trimmed !== '' && !value.includes(trimmed)) onChange([...value, trimmed]);
    setText('');
  };
  return (
    <FormField
      label="Event types"
      description="An exact type (hit.detected), a prefix (system.*) or all (*). If there is none, only rules call the webhook."
      constraintText="Press Enter after each."
      errorText={errorText}
    >
      <SpaceBetween size="xs">
        <Autosuggest
          value={text}
          placeholder="hit.detected"
          options={options.filter((option) => !value.includes(option.value))}
          statusType={isLoading ? 'loading' : 'finished'}
          enteredTextLabel={(entered) => `Add "${entered}"`}
          empty="No event types are known yet. Enter one."
          onChange={({ detail }) => setText(detail.value)}
          onSelect={({ detail }) => add(detail.value)}
          onBlur={() => add(text)}
        />
        {value.length > 0 && (
          <TokenGroup
            items={value.map((type) => ({ label: type, dismissLabel: `Remove ${type}` }))}
            onDismiss={({ detail }) => onChange(value.filter((_, index) => index !== detail.itemIndex))}
          />
        )}
      </SpaceBetween>
    </FormField>
  );
}

/** The first hundred event types that the space describes. */
export function useKnownEventTypes() {
  const space = useParam('space');
  return useQuery({
    queryKey: ['event-types', space, 'known'],
    queryFn: async () => {
      const params = { path: { space }, query: { limit: 100 } };
      return (await posthorn.GET('/v1/spaces/{space}/event-types', { params })).data.items;
    },
  });
}

/** The event types that the space describes or its webhooks name, as options of an `Autosuggest`. */
export function useSuggestedEventTypes() {
  const described = useKnownEventTypes();
  const webhooks = useFirstWebhooks(useParam('space'));
  const descriptions = new Map(described.data?.map(({ type, description }) => [type, description]));
  const named = (webhooks.data ?? []).flatMap(({ eventTypes }) => eventTypes).filter((type) => !type.includes('*'));
  const types = new Set([...descriptions.keys(), ...named.sort()]);
  return {
    options: [...types].map((type) => ({ value: type, description: descriptions.get(type) })),
    isLoading: described.isLoading || webhooks.isLoading,
  };
}
