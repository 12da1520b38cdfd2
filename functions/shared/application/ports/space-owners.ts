/** Finds the address that is mailed when a webhook or rule names none. */
export interface SpaceOwners {
  /** The owner's address; undefined if the space was deleted. */
  find(space: string): Promise<string | undefined>;
}
