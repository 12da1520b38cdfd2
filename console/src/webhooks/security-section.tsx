import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import Toggle from '@cloudscape-design/components/toggle';
import { OptionalSection } from '../parts/optional-section.tsx';
import type { SectionProps } from './webhook-form.tsx';

const signings = [
  {
    value: 'hmac-sha256',
    label: 'Standard Webhooks, shared secret',
    description: 'HMAC-SHA256. Libraries in many languages verify it.',
  },
  {
    value: 'ed25519',
    label: 'Standard Webhooks, public key',
    description: 'ed25519. The receiver holds the public key only, and cannot sign.',
  },
  {
    value: 'sha256',
    label: 'sha256=… in a header of your choice',
    description: 'HMAC-SHA256 of the body in hex, as GitHub signs.',
  },
  { value: 'none', label: 'Not signed', description: 'The receiver cannot verify the sender.' },
] as const;

/** Signature, authentication and certificates. */
export function SecuritySection({ fields, change, errorAt, isNew }: SectionProps & Readonly<{ isNew: boolean }>) {
  return (
    <Container header={<Header variant="h2">Security</Header>}>
      <SpaceBetween size="l">
        <FormField label="Signature" errorText={errorAt('signature.style') ?? errorAt('signature.algorithm')}>
          <RadioGroup
            value={fields.signing}
            items={signings}
            onChange={({ detail }) =>
              change({ signing: signings.find(({ value }) => value === detail.value)?.value ?? 'hmac-sha256' })
            }
          />
        </FormField>
        {fields.signing === 'sha256' && (
          <FormField label="Signature header" errorText={errorAt('signature.header')}>
            <Input
              value={fields.signatureHeader}
              onChange={({ detail }) => change({ signatureHeader: detail.value })}
            />
          </FormField>
        )}
        {fields.signing !== 'none' && (
          <FormField
            label="Secret"
            description={
              isNew
                ? 'If empty, a secret is generated. After saving it is under Actions, Show secret.'
                : 'If empty, the present secret is kept.'
            }
            errorText={errorAt('secret')}
          >
            <Input
              type="password"
              autoComplete={false}
              value={fields.secret}
              onChange={({ detail }) => change({ secret: detail.value })}
            />
          </FormField>
        )}
        <Toggle checked={fields.usesOAuth} onChange={({ detail }) => change({ usesOAuth: detail.checked })}>
          Send an OAuth 2.0 access token
        </Toggle>
        {fields.usesOAuth && <OAuthFields fields={fields} change={change} errorAt={errorAt} />}
        <OptionalSection
          headerText="Certificates"
          isEmpty={`${fields.caCertificate}${fields.clientCertificate}${fields.clientKey}` === ''}
          isInvalid={errorAt('tls') !== undefined}
        >
          <SpaceBetween size="l">
            <FormField
              label="CA certificate"
              description="PEM. Needed only if the endpoint's certificate is not from a public certificate authority."
              errorText={errorAt('tls.caCertificate')}
            >
              <Textarea
                value={fields.caCertificate}
                onChange={({ detail }) => change({ caCertificate: detail.value })}
              />
            </FormField>
            <FormField label="Client certificate" description="PEM." errorText={errorAt('tls.clientCertificate')}>
              <Textarea
                value={fields.clientCertificate}
                onChange={({ detail }) => change({ clientCertificate: detail.value })}
              />
            </FormField>
            <FormField
              label="Client key"
              description="PEM. Once saved, it is shown as ***."
              errorText={errorAt('tls.clientKey')}
            >
              <Textarea value={fields.clientKey} onChange={({ detail }) => change({ clientKey: detail.value })} />
            </FormField>
          </SpaceBetween>
        </OptionalSection>
      </SpaceBetween>
    </Container>
  );
}

function OAuthFields({ fields, change, errorAt }: SectionProps) {
  return (
    <SpaceBetween size="l">
      <FormField
        label="Token URL"
        description="Client credentials grant (RFC 6749, section 4.4)."
        errorText={errorAt('auth.tokenUrl')}
      >
        <Input type="url" value={fields.tokenUrl} onChange={({ detail }) => change({ tokenUrl: detail.value })} />
      </FormField>
      <FormField label="Client id" errorText={errorAt('auth.clientId')}>
        <Input value={fields.clientId} onChange={({ detail }) => change({ clientId: detail.value })} />
      </FormField>
      <FormField
        label="Client secret"
        description="Once saved, it is shown as ***, and is kept unless you change it."
        errorText={errorAt('auth.clientSecret')}
      >
        <Input
          type="password"
          autoComplete={false}
          value={fields.clientSecret}
          onChange={({ detail }) => change({ clientSecret: detail.value })}
        />
      </FormField>
      <FormField label="Scope" description="Optional." errorText={errorAt('auth.scope')}>
        <Input value={fields.scope} onChange={({ detail }) => change({ scope: detail.value })} />
      </FormField>
      <FormField label="Audience" description="Optional." errorText={errorAt('auth.audience')}>
        <Input value={fields.audience} onChange={({ detail }) => change({ audience: detail.value })} />
      </FormField>
      <FormField
        label="CA certificate of the token endpoint"
        description="PEM. Needed only if its certificate is not from a public certificate authority."
        errorText={errorAt('auth.caCertificate')}
      >
        <Textarea
          value={fields.tokenCaCertificate}
          onChange={({ detail }) => change({ tokenCaCertificate: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}
