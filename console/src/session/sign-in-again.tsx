import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { signOut } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Asks for another key above the page, which stays as it is with all that was typed. */
export function SignInAgain() {
  return (
    <Modal visible header="Sign in again" onDismiss={signOut} closeAriaLabel="Sign out">
      <SpaceBetween size="m">
        <p>
          Your key has expired or was revoked. Sign in with another one: this page stays as it is, and nothing that you
          typed is lost. Then repeat what you were about to do.
        </p>
        <SignInForm />
      </SpaceBetween>
    </Modal>
  );
}
