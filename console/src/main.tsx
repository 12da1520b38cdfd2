import './console.css';
import Spinner from '@cloudscape-design/components/spinner';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { followColorScheme } from './layout/color-scheme.ts';
import { finishSignIn, takeAnswer } from './session/oidc.ts';
import { takeTokenFromFragment } from './session/session.ts';

takeTokenFromFragment();
// A link that is opened where the console is open already may be somebody else's: nothing of the former one stays.
// Before the router hears of the address, which it would replace.
addEventListener('popstate', () => {
  if (takeTokenFromFragment()) location.reload();
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
