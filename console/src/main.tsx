import './console.css';
import Spinner from '@cloudscape-design/components/spinner';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { followColorScheme } from './layout/color-scheme.ts';
import { finishSignIn, takeAnswer } from './session/oidc.ts';
import { takeTokenFromFragment } from './session/session.ts';

takeTokenFromFragment();
// A portal link may be opened in a tab where another user is signed in: nothing of that session may stay.
// Before the router starts, because it replaces the address.
addEventListener('popstate', () => {
  if (!takeTokenFromFragment()) return;
  // A form with unsaved changes would ask, and its user could stay.
  root.unmount();
  location.reload();
});
followColorScheme();

const place = document.querySelector('#console');
if (place === null) throw new Error('The page has no place for the console');
const root = createRoot(place);

const answer = takeAnswer();
if (answer !== undefined) root.render(<Spinner size="large" />);
const signInFailure = answer === undefined ? undefined : await finishSignIn(answer);

root.render(
  <StrictMode>
    <Console signInFailure={signInFailure} />
  </StrictMode>,
);
