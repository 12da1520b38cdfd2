import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage({ expired = false }: Readonly<{ expired?: boolean }>) {
  return (
    <main className="sign-in">
      <SpaceBetween size="l">
        <Box variant="h1">Posthorn</Box>
        {expired && (
          <Alert type="warning" header="This link or key is no longer valid">
            It has expired or was revoked. Open a new link, or sign in with another key.
          </Alert>
        )}
        <Container header={<Header variant="h2">Sign in</Header>}>
          <SignInForm />
        </Container>
      </SpaceBetween>
    </main>
  );
}
