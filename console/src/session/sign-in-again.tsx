import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { signOut } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Asks for another sign-in above the page. The page keeps what the user has entered. */
export function SignInAgain() {
  return (
    <Modal visible header="Sign in again" onDismiss={signOut} closeAriaLabel="Sign out">
      <SpaceBetween size="m">
        <p>
          Your sign-in has expired, or your key was revoked. Sign in again: this page and your unsaved input are kept.
          Then repeat your last action.
        </p>
        <SignInForm where="new tab" />
      </SpaceBetween>
    </Modal>
  );
}
