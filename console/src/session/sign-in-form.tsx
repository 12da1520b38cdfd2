import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { posthornFor } from '../api/posthorn.ts';
import { signIn } from './session.ts';
import { SingleSignOn } from './single-sign-on.tsx';

/** Signs in with an API key, which the API checks first, or at the OIDC issuer. */
export function SignInForm({ where }: Readonly<{ where: 'here' | 'new tab' }>) {
  const [key, setKey] = useState('');
  const check = useMutation({
    mutationFn: async (token: string) => {
      await posthornFor(token).GET('/v1/caller');
      return token;
    },
    onSuccess: signIn,
  });
  const submit = () => {
    if (key.trim() !== '') check.mutate(key.trim());
  };
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={check.isPending}>
              Sign in
            </Button>
          }
        >
          <FormField
            label="API key"
            description="It begins with phk_ and is stored for this tab only."
            errorText={check.error === null ? undefined : reasonOf(check.error)}
          >
            <Input
              type="password"
              value={key}
              autoComplete={false}
              autoFocus
              onChange={({ detail }) => setKey(detail.value)}
            />
          </FormField>
        </Form>
      </form>
      <SingleSignOn where={where} />
      <Alert type="info">No key? Ask the team that runs Posthorn for a key or a portal link.</Alert>
    </SpaceBetween>
  );
}

function reasonOf(error: Error): string {
  if (!(error instanceof ProblemError)) return 'The API cannot be reached. Check your connection and try again.';
  return error.status === 401
    ? 'The key is unknown, revoked or expired. Check that you copied the whole key, or ask for a new one.'
    : error.problem.detail;
}
