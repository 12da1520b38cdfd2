import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { formatSeconds } from '../parts/when.tsx';
import type { SectionProps } from './webhook-form.tsx';

const kinds = [
  { value: 'notification', label: 'Notification', description: 'Any 2xx is a success.' },
  { value: 'siem', label: 'SIEM', description: 'Any 2xx is a success.' },
  { value: 'provisioning', label: 'Provisioning', description: '204, or a 2xx with a response in it.' },
  { value: 'deprovisioning', label: 'Deprovisioning', description: '204, or a 2xx with a response in it.' },
  { value: 'request_validation', label: 'Request validation', description: 'A 2xx with a response in it.' },
  { value: 'pre_approval', label: 'Pre-approval', description: 'A 2xx with a response in it.' },
] as const;

const disablings = [null, 86_400, 259_200, 432_000, 864_000] as const;

function disablingOption(seconds: number | null) {
  return { value: String(seconds), label: seconds === null ? 'Never' : formatSeconds(seconds) };
}

/** What counts as success, and what happens without it. */
export function DeliverySection({ fields, change, errorAt }: SectionProps) {
  return (
    <Container header={<Header variant="h2">Delivery</Header>}>
      <SpaceBetween size="l">
        <FormField label="Kind" description="Sets what counts as success." errorText={errorAt('kind')}>
          <Select
            selectedOption={kinds.find(({ value }) => value === fields.kind) ?? null}
            options={kinds}
            onChange={({ detail }) =>
              change({
                kind: kinds.find(({ value }) => value === detail.selectedOption.value)?.value ?? 'notification',
              })
            }
          />
        </FormField>
        <ColumnLayout columns={2}>
          <FormField
            label="Seconds to connect"
            description="For DNS, TCP and TLS: 1 to 20."
            errorText={errorAt('timeouts.connectSeconds')}
          >
            <Input
              type="number"
              value={fields.connectSeconds}
              onChange={({ detail }) => change({ connectSeconds: detail.value })}
            />
          </FormField>
          <FormField
            label="Seconds to answer"
            description="From the first byte sent to the last one read: 1 to 15."
            errorText={errorAt('timeouts.requestSeconds')}
          >
            <Input
              type="number"
              value={fields.requestSeconds}
              onChange={({ detail }) => change({ requestSeconds: detail.value })}
            />
          </FormField>
        </ColumnLayout>
        <FormField
          label="Retries"
          description="Up to five, in seconds after the first attempt: 60, 600, 3600, 28800, 129600. Leave it empty for the default."
          errorText={errorAt('retrySchedule')}
        >
          <Input
            value={fields.retrySchedule}
            placeholder="60, 600, 3600, 28800, 129600"
            onChange={({ detail }) => change({ retrySchedule: detail.value })}
          />
        </FormField>
        <FormField
          label="Most requests a second"
          description="What is beyond waits. Leave it empty for no limit."
          errorText={errorAt('rateLimit')}
        >
          <Input
            type="number"
            value={fields.perSecond}
            onChange={({ detail }) => change({ perSecond: detail.value })}
          />
        </FormField>
        <FormField
          label="Disable it after it has done nothing but fail for"
          errorText={errorAt('disableAfterFailingSeconds')}
        >
          <Select
            selectedOption={disablingOption(fields.disableAfterFailingSeconds)}
            options={disablings.map(disablingOption)}
            onChange={({ detail }) =>
              change({
                disableAfterFailingSeconds:
                  disablings.find((seconds) => String(seconds) === detail.selectedOption.value) ?? null,
              })
            }
          />
        </FormField>
        <FormField
          label="Owner"
          description="Who is mailed when deliveries fail for good; by default the owner of the space."
          errorText={errorAt('ownerEmail')}
        >
          <Input
            type="email"
            value={fields.ownerEmail}
            onChange={({ detail }) => change({ ownerEmail: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
