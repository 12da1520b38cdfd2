import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { ApiKeyDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { FormDialog } from '../parts/form-dialog.tsx';

const roles = [
  { value: 'manager', label: 'Manager', description: 'May do all in the space.' },
  { value: 'viewer', label: 'Viewer', description: 'Reads; secrets are masked.' },
  { value: 'producer', label: 'Producer', description: 'Sends events, and nothing else.' },
] as const;

const never = { value: '', label: 'Never' };
const lifetimes = [
  never,
  { value: '1', label: 'In a day' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
];

type DialogProps = Readonly<{ space: string; onMade: (key: string) => void; onDismiss: () => void }>;

/** Makes a key. */
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
    onMade(data.key);
  };
  return (
    <FormDialog header="Create key" submitText="Create key" save={save} onDone={() => {}} onDismiss={onDismiss}>
      {(errorAt) => (
        <>
          <FormField label="Name" description="What it is for." errorText={errorAt('name')}>
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
        </>
      )}
    </FormDialog>
  );
}
