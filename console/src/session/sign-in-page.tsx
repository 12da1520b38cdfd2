import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { SignInForm } from './sign-in-form.tsx';

type Props = Readonly<{
  expired?: boolean;
  /** Why the sign-in at the OIDC issuer failed. */
  failure?: string | undefined;
}>;

export function SignInPage({ expired = false, failure }: Props) {
  return (
    <main className="sign-in">
      <SpaceBetween size="l">
        <Box variant="h1">Posthorn</Box>
        {expired && (
          <Alert type="warning" header="Your sign-in is no longer valid">
            It has expired or was revoked. Open a new portal link, or sign in again.
          </Alert>
        )}
        {failure !== undefined && (
          <Alert type="error" header="The sign-in failed">
            <span className="breakable">{failure}</span>
          </Alert>
        )}
        <Container header={<Header variant="h2">Sign in</Header>}>
          <SignInForm where="here" />
        </Container>
      </SpaceBetween>
    </main>
  );
}
