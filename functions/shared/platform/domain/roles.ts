/** The roles of callers, the most powerful first. `admin` is the platform team's, the others belong to one space. */
export const roles = ['admin', 'manager', 'viewer', 'producer'] as const;
export type Role = (typeof roles)[number];

/** The roles that an API key of a space can have. */
export const spaceRoles = ['manager', 'viewer', 'producer'] as const;
export type SpaceRole = (typeof spaceRoles)[number];
