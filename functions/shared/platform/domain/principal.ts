import type { Role, SpaceRole } from './roles.ts';

/** The caller: the platform team, which can access every space, or a member of one space. */
export type Principal =
  | Readonly<{ role: 'admin'; id: string }>
  /** `via`: by a portal link, which is valid for hours and cannot create or revoke keys. */
  | Readonly<{ role: SpaceRole; space: string; id: string; via?: 'portal_link' | undefined }>;

/** `not_found` hides from a caller what exists in other spaces. */
export type Access = 'granted' | 'forbidden' | 'not_found';

/** What a route requires: one of these roles, in this space (absent: on the platform). */
export type AccessRule = Readonly<{ roles: readonly Role[]; space: string | undefined }>;

/** The space is checked before the role, so that a caller with a wrong role learns nothing about another space. */
export function accessOf(principal: Principal, rule: AccessRule): Access {
  if (principal.role !== 'admin' && rule.space !== undefined && rule.space !== principal.space) return 'not_found';
  return rule.roles.includes(principal.role) ? 'granted' : 'forbidden';
}
