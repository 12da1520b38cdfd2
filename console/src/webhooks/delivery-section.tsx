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
  { value: 'notification', label: 'Notification', description: 'Any 2xx response is a success.' },
  { value: 'siem', label: 'SIEM', description: 'Any 2xx response is a success.' },
  {
    value: 'provisioning',
    label: 'Provisioning',
    description: 'A 204, or a 2xx whose JSON body has the field response.',
  },
  {
    value: 'deprovisioning',
    label: 'Deprovisioning',
    description: 'A 204, or a 2xx whose JSON body has the field response.',
  },
  {
    value: 'request_validation',
    label: 'Request validation',
    description: 'A 2xx whose JSON body has the field response.',
  },
  { value: 'pre_approval', label: 'Pre-approval', description: 'A 2xx whose JSON body has the field response.' },
] as const;

const disablings = [null, 86_400, 259_200, 432_000, 864_000] as const;

function disablingOption(seconds: number | null) {
  return { value: String(seconds), label: seconds === null ? 'Never' : formatSeconds(seconds) };
}

/** Which responses count as success, and what happens after a failure. */
export function DeliverySection({ fields, change, errorAt }: SectionProps) {
  return (
    <Container header={<Header variant="h2">Delivery</Header>}>
      <SpaceBetween size="l">
        <FormField label="Kind" description="Determines which responses count as success." errorText={errorAt('kind')}>
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
            label="Connect timeout (seconds)"
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
            label="Request timeout (seconds)"
            description="From the first byte sent to the last byte received: 1 to 15."
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
          label="Retry schedule"
          description="Up to five retries, in seconds after the first attempt. If empty, the default: 60, 600, 3600, 28800, 129600."
          errorText={errorAt('retrySchedule')}
        >
          <Input
            value={fields.retrySchedule}
            placeholder="60, 600, 3600, 28800, 129600"
            onChange={({ detail }) => change({ retrySchedule: detail.value })}
          />
        </FormField>
        <FormField
          label="Rate limit (requests per second)"
          description="Deliveries above the limit wait. If empty, there is no limit."
          errorText={errorAt('rateLimit')}
        >
          <Input
            type="number"
            value={fields.perSecond}
            onChange={({ detail }) => change({ perSecond: detail.value })}
          />
        </FormField>
        <FormField label="Disable after failing for" errorText={errorAt('disableAfterFailingSeconds')}>
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
          label="Owner email"
          description="Receives mails about failed deliveries. If empty, the owner of the space does."
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
