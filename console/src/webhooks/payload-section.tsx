import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { templatePresets } from '../../../functions/shared/webhooks/domain/template-presets.ts';
import { JsonEditor } from '../parts/json-editor.tsx';
import { PayloadPreview } from './payload-preview.tsx';
import type { SectionProps } from './webhook-form.tsx';

const formats = [
  { value: 'standard', label: 'Standard', description: 'An object with type, timestamp and data.' },
  { value: 'template', label: 'Template', description: 'Your own JSON, for example for Slack or Datadog.' },
  { value: 'array', label: 'Array', description: 'An array that contains the data.' },
  { value: 'raw', label: 'Raw', description: 'The data only.' },
] as const;

const presets = { Default: templatePresets.default, Slack: templatePresets.slack, Datadog: templatePresets.datadog };

/** Selects the format of the body. */
export function PayloadSection({ fields, change, errorAt }: SectionProps) {
  return (
    <Container header={<Header variant="h2">Payload</Header>}>
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <FormField label="Format" errorText={errorAt('payload.format')}>
            <RadioGroup
              value={fields.format}
              items={formats}
              onChange={({ detail }) =>
                change({ format: formats.find(({ value }) => value === detail.value)?.value ?? 'standard' })
              }
            />
          </FormField>
          <PayloadPreview fields={fields} />
        </ColumnLayout>
        {fields.format === 'template' && (
          <FormField
            label="Template"
            description="Variables: ${ID}, ${DATE}, ${TYPE}, ${TITLE}, ${EVENT_MSG} and ${DATA.path.to.value}."
            secondaryControl={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <Box variant="span">Replace with an example:</Box>
                {Object.entries(presets).map(([name, template]) => (
                  <Button
                    key={name}
                    formAction="none"
                    onClick={() => change({ template: JSON.stringify(template, null, 2) })}
                  >
                    {name}
                  </Button>
                ))}
              </SpaceBetween>
            }
            errorText={errorAt('payload.template')}
            stretch
          >
            <JsonEditor
              isInvalid={errorAt('payload.template') !== undefined}
              label="Template"
              value={fields.template}
              onChange={(template) => change({ template })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}
