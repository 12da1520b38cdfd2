import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { posthorn } from '../api/posthorn.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { When } from '../parts/when.tsx';
import { type MadeKey, roleNames } from './made-key.ts';

const hour = { value: '3600', label: 'In 1 hour' };
const lifetimes = [{ value: '900', label: 'In 15 minutes' }, hour, { value: '86400', label: 'In 1 day' }];

const roles = [
  { value: 'viewer', label: roleNames.viewer, description: 'Read access. Secrets are masked.' },
  {
    value: 'manager',
    label: roleNames.manager,
    description: 'Full access to the space, except to keys and portal links.',
  },
] as const;

/** The link with the address of this page. Behind a proxy, the API's own address may not be reachable. */
const linkHere = (url: string) => new URL(new URL(url).hash, document.baseURI).href;

type Props = Readonly<{ space: string; onMade: (link: MadeKey) => void; onDismiss: () => void }>;

/** Creates a portal link, which opens the console and signs in. */
export function PortalLinkDialog({ space, onMade, onDismiss }: Props) {
  const [role, setRole] = useState<'viewer' | 'manager'>('viewer');
  const [lifetime, setLifetime] = useState<Readonly<{ value?: string; label?: string }>>(hour);
  const save = async () => {
    const body = { role, expiresInSeconds: Number(lifetime.value) };
    const { data } = await posthorn.POST('/v1/spaces/{space}/portal-links', { params: { path: { space } }, body });
    const title = (
      <>
        Portal link for the role {roleNames[role]}, valid until <When at={data.expiresAt} />
      </>
    );
    return { title, text: linkHere(data.url) };
  };
  return (
    <FormDialog header="Create portal link" submitText="Create link" save={save} onDone={onMade} onDismiss={onDismiss}>
      {(errorAt) => (
        <SpaceBetween size="l">
          <FormField
            label="Role"
            description="Whoever opens the link has this role until the link expires or is revoked."
            errorText={errorAt('role')}
          >
            <RadioGroup
              value={role}
              items={roles}
              onChange={({ detail }) => setRole(detail.value === 'manager' ? 'manager' : 'viewer')}
            />
          </FormField>
          <FormField
            label="Expires"
            description="The link opens in a tab. It opens in a frame only in pages that the team that runs Posthorn has allowed."
            errorText={errorAt('expiresInSeconds')}
          >
            <Select
              selectedOption={lifetime}
              options={lifetimes}
              onChange={({ detail }) => setLifetime(detail.selectedOption)}
            />
          </FormField>
        </SpaceBetween>
      )}
    </FormDialog>
  );
}
