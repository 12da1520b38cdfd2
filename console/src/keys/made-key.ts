import type { ReactNode } from 'react';

/** A new key or portal link. Only the response that creates it contains its text. */
export type MadeKey = Readonly<{ title: ReactNode; text: string }>;

/** The labels of the roles that a key can have. */
export const roleNames = { manager: 'Manager', viewer: 'Viewer', producer: 'Producer' } as const;
