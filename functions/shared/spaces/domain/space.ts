/** A tenant: every other resource belongs to one. */
export type Space = Readonly<{
  /** A slug, chosen by the platform team; it never changes. */
  id: string;
  name: string;
  /** The address that is mailed when a webhook or rule names none. */
  ownerEmail: string;
  createdAt: string;
  updatedAt: string;
  /** Incremented by every change; the ETag. */
  version: number;
}>;
