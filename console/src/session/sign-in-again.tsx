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
          Your key has expired or was revoked. Sign in with another key: this page and your unsaved input are kept. Then
          repeat your last action.
        </p>
        <SignInForm />
      </SpaceBetween>
    </Modal>
  );
}
