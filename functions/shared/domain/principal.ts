import type { Role, SpaceRole } from './roles.ts';

/** Who calls: the platform team, which reaches every space, or somebody of one space. */
export type Principal =
  | Readonly<{ role: 'admin'; id: string }>
  /** `via`: by a portal link, which is for hours, and makes no keys and no links that would outlive it. */
  | Readonly<{ role: SpaceRole; space: string; id: string; via?: 'portal_link' | undefined }>;

/** `not_found` hides from a caller what other spaces hold. */
export type Access = 'granted' | 'forbidden' | 'not_found';

/** What a route asks for: one of these roles, in this space (absent: on the platform). */
export type AccessRule = Readonly<{ roles: readonly Role[]; space: string | undefined }>;

/** The space is judged before the role, so that a wrong role learns nothing of another space. */
export function accessOf(principal: Principal, rule: AccessRule): Access {
  if (principal.role !== 'admin' && rule.space !== undefined && rule.space !== principal.space) return 'not_found';
  return rule.roles.includes(principal.role) ? 'granted' : 'forbidden';
}
