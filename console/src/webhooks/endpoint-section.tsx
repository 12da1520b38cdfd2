import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SectionProps } from './webhook-form.tsx';

/** The URL, the method and the headers. */
export function EndpointSection({ fields, change, errorAt }: SectionProps) {
  const changeHeader = (index: number, changed: Partial<(typeof fields.headers)[number]>) =>
    change({ headers: fields.headers.map((header, each) => (each === index ? { ...header, ...changed } : header)) });
  return (
    <Container header={<Header variant="h2">Endpoint</Header>}>
      <SpaceBetween size="l">
        <FormField label="Name" description="Unique in the space." errorText={errorAt('name')}>
          <Input value={fields.name} onChange={({ detail }) => change({ name: detail.value })} />
        </FormField>
        <FormField
          label="URL"
          description="Must begin with https:// and be on the public internet."
          errorText={errorAt('url')}
        >
          <Input
            type="url"
            value={fields.url}
            placeholder="https://example.com/hooks"
            onChange={({ detail }) => change({ url: detail.value })}
          />
        </FormField>
        <FormField label="Method" errorText={errorAt('method')}>
          <RadioGroup
            direction="horizontal"
            value={fields.method}
            items={[
              { value: 'POST', label: 'POST' },
              { value: 'PUT', label: 'PUT' },
            ]}
            onChange={({ detail }) => change({ method: detail.value === 'PUT' ? 'PUT' : 'POST' })}
          />
        </FormField>
        <FormField
          label="Headers"
          description="Sent with each request. Saved values are shown as ***, and are kept unless you change them."
          errorText={errorAt('headers', { ownOnly: true })}
          stretch
        >
          <AttributeEditor
            items={fields.headers}
            addButtonText="Add header"
            removeButtonText="Remove"
            removeButtonAriaLabel={({ name }) => `Remove header ${name}`}
            empty="No additional headers."
            onAddButtonClick={() => change({ headers: [...fields.headers, { name: '', value: '' }] })}
            onRemoveButtonClick={({ detail }) =>
              change({ headers: fields.headers.filter((_, index) => index !== detail.itemIndex) })
            }
            definition={[
              {
                label: 'Name',
                control: ({ name }, index) => (
                  <Input
                    value={name}
                    placeholder="X-Api-Key"
                    ariaLabel="Header name"
                    onChange={({ detail }) => changeHeader(index, { name: detail.value })}
                  />
                ),
                errorText: ({ name }) => errorAt(`headers.${name}`),
              },
              {
                label: 'Value',
                control: ({ value }, index) => (
                  <Input
                    value={value}
                    ariaLabel="Header value"
                    onChange={({ detail }) => changeHeader(index, { value: detail.value })}
                  />
                ),
              },
            ]}
          />
        </FormField>
        <FormField label="Description" errorText={errorAt('description')}>
          <Input value={fields.description} onChange={({ detail }) => change({ description: detail.value })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
