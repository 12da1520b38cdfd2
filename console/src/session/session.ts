import { useSyncExternalStore } from 'react';

/** A token that calls the API, and whether the API has refused it. */
export type Session = Readonly<{ token: string; expired: boolean }>;

/** The session ends with the tab, and no other tab or origin sees it. */
const storageKey = 'posthorn.token';

/** A browser that lets pages in frames store nothing throws: the session then ends with the page. */
function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

const storage = tabStorage();
let session: Session | undefined = restore();
const listeners = new Set<() => void>();

function restore(): Session | undefined {
  const token = storage?.getItem(storageKey) ?? undefined;
  return token === undefined ? undefined : { token, expired: false };
}

function change(next: Session | undefined): void {
  session = next;
  if (next === undefined) storage?.removeItem(storageKey);
  else storage?.setItem(storageKey, next.token);
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

/**
 * Takes over the token of a link (`#token=…`), if there is one, and removes it from the address, so that nobody copies it
 * with that. Answers whether it did.
 */
export function takeTokenFromFragment(): boolean {
  const { token } = /^#token=(?<token>[\w.~-]+)$/.exec(location.hash)?.groups ?? {};
  if (token === undefined) return false;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  signIn(token);
  return true;
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
