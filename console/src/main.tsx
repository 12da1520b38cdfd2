import './console.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { followColorScheme } from './layout/color-scheme.ts';
import { takeTokenFromFragment } from './session/session.ts';

takeTokenFromFragment();
// A link that is opened where the console is open already loads nothing anew.
addEventListener('hashchange', takeTokenFromFragment);
followColorScheme();

const place = document.querySelector('#console');
if (place === null) throw new Error('The page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
