import { createContext, use } from 'react';
import type { Caller } from '../../../client/src/generated/schema.ts';

export const CallerContext = createContext<Caller | undefined>(undefined);

/** The signed-in user. */
export function useCaller(): Caller {
  const caller = use(CallerContext);
  if (caller === undefined) throw new Error('Nobody has signed in');
  return caller;
}

/** Whether the caller may change resources of the space. Pages hide actions that the API would refuse. */
export function useMayChange(): boolean {
  return useCaller().role === 'manager';
}

/** Whether the caller may create and revoke keys and portal links. A portal link does not permit it. */
export function useMayManageKeys(): boolean {
  const { role, portalLink } = useCaller();
  return (role === 'manager' || role === 'admin') && portalLink !== true;
}
