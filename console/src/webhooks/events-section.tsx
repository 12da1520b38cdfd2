import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { JsonEditor } from '../parts/json-editor.tsx';
import { OptionalSection } from '../parts/optional-section.tsx';
import { EventTypesField } from './event-types-field.tsx';
import type { SectionProps } from './webhook-form.tsx';

/** Selects the events. */
export function EventsSection({ fields, change, errorAt }: SectionProps) {
  return (
    <Container header={<Header variant="h2">Events</Header>}>
      <SpaceBetween size="l">
        <EventTypesField
          value={fields.eventTypes}
          errorText={errorAt('eventTypes')}
          onChange={(eventTypes) => change({ eventTypes })}
        />
        <OptionalSection
          headerText="Filter by content"
          isEmpty={fields.filter === ''}
          isInvalid={errorAt('filter') !== undefined}
        >
          <FormField
            label="Filter"
            description='An EventBridge event pattern over type, title, message, data and scorecard: {"data":{"severity":[{"numeric":[">=",3]}]}}. If empty, all events of the types above are sent.'
            errorText={errorAt('filter')}
            stretch
          >
            <JsonEditor
              isInvalid={errorAt('filter') !== undefined}
              label="Filter"
              value={fields.filter}
              height={120}
              onChange={(filter) => change({ filter })}
            />
          </FormField>
        </OptionalSection>
      </SpaceBetween>
    </Container>
  );
}
