import { createContext, use } from 'react';
import type { Caller } from '../../../client/src/generated/schema.ts';

export const CallerContext = createContext<Caller | undefined>(undefined);

/** Who has signed in. */
export function useCaller(): Caller {
  const caller = use(CallerContext);
  if (caller === undefined) throw new Error('Nobody has signed in');
  return caller;
}

/** Whether the caller may change what is in a space: what would be refused is not offered. */
export function useMayChange(): boolean {
  return useCaller().role === 'manager';
}

/** Whether the caller may create keys and portal links: the holder of a portal link may not. */
export function useMayCreateKeys(): boolean {
  const { role, portalLink } = useCaller();
  return (role === 'manager' || role === 'admin') && portalLink !== true;
}
