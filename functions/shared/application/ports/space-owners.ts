/** Tells whom to mail when a webhook or rule names nobody. */
export interface SpaceOwners {
  /** The owner's address, or nothing if the space is gone. */
  find(space: string): Promise<string | undefined>;
}
