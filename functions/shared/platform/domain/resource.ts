/** A resource that a space's managers configure, with the fields that all kinds have in common. */
export type Resource<Fields> = Readonly<{
  space: string;
  /** The webhook it belongs to, if it is a part of one. */
  parent?: string | undefined;
  id: string;
  fields: Fields;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change; the ETag. */
  version: number;
}>;
