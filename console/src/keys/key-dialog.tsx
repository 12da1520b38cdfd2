import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ApiKeyDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { type MadeKey, roleNames } from './made-key.ts';

const roles = [
  { value: 'manager', label: roleNames.manager, description: 'Full access to the space.' },
  { value: 'viewer', label: roleNames.viewer, description: 'Read access. Secrets are masked.' },
  { value: 'producer', label: roleNames.producer, description: 'Can send events only.' },
] as const;

const never = { value: '', label: 'Never' };
const lifetimes = [
  never,
  { value: '1', label: 'In 1 day' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In 1 year' },
];

type DialogProps = Readonly<{ space: string; onMade: (key: MadeKey) => void; onDismiss: () => void }>;

/** Creates a key. */
export function KeyDialog({ space, onMade, onDismiss }: DialogProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<ApiKeyDraft['role']>('viewer');
  const [lifetime, setLifetime] = useState<Readonly<{ value?: string; label?: string }>>(never);
  const save = async () => {
    const days = Number(lifetime.value);
    const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
    const { data } = await posthorn.POST('/v1/spaces/{space}/keys', {
      params: { path: { space } },
      body: { name, role, ...(days > 0 && { expiresAt }) },
    });
    return { title: `The key ${data.name} was created`, text: data.key };
  };
  return (
    <FormDialog header="Create key" submitText="Create key" save={save} onDone={onMade} onDismiss={onDismiss}>
      {(errorAt) => (
        <SpaceBetween size="l">
          <FormField label="Name" description="For example, the system that uses the key." errorText={errorAt('name')}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField label="Role" errorText={errorAt('role')}>
            <RadioGroup
              value={role}
              items={roles}
              onChange={({ detail }) => setRole(roles.find(({ value }) => value === detail.value)?.value ?? 'viewer')}
            />
          </FormField>
          <FormField label="Expires" errorText={errorAt('expiresAt')}>
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
