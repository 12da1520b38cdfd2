/** A tenant: everything else belongs to one. */
export type Space = Readonly<{
  /** A slug, chosen by the platform team and never changed. */
  id: string;
  name: string;
  /** Who is mailed when a webhook or rule names nobody. */
  ownerEmail: string;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change; the ETag. */
  version: number;
}>;
