import { useSyncExternalStore } from 'react';

/** A token that calls the API, and whether the API has refused it. */
export type Session = Readonly<{ token: string; expired: boolean }>;

/** The session ends with the tab, and no other tab or origin sees it. */
const storageKey = 'posthorn.token';

let session: Session | undefined = restore();
const listeners = new Set<() => void>();

function restore(): Session | undefined {
  const token = sessionStorage.getItem(storageKey);
  return token === null ? undefined : { token, expired: false };
}

function change(next: Session | undefined): void {
  session = next;
  if (next === undefined) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, next.token);
  for (const listener of listeners) listener();
}

export function currentToken(): string {
  return session?.token ?? '';
}

export function signIn(token: string): void {
  change({ token, expired: false });
}

export function signOut(): void {
  change(undefined);
}

/** Notes that the API refuses the token. What is on the screen stays, and a sign-in is asked for above it. */
export function expireSession(): void {
  if (session !== undefined && !session.expired) change({ ...session, expired: true });
}

/** Takes over the token of a link (`#token=…`) and removes it from the address, so that nobody copies it with that. */
export function takeTokenFromFragment(): void {
  const { token } = /^#token=(?<token>[\w.~-]+)$/.exec(location.hash)?.groups ?? {};
  if (token === undefined) return;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  signIn(token);
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}
