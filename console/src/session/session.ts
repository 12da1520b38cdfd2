import { useSyncExternalStore } from 'react';

/** The token for the API, and whether the API has refused it. */
export type Session = Readonly<{ token: string; expired: boolean }>;

/** The session ends with the tab. Other tabs and origins cannot read it. */
const storageKey = 'posthorn.token';

/** Some browsers throw if a page in a frame uses storage: the session then ends with the page. */
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

/** Marks the token as refused. The page stays, and a dialog above it asks for another sign-in. */
export function expireSession(): void {
  if (session !== undefined && !session.expired) change({ ...session, expired: true });
}

/**
 * Signs in with the token of a portal link (`#token=…`) and removes it from the address, so that nobody copies it with the
 * address. Returns whether the address had a token.
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
