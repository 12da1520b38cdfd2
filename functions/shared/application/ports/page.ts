/** Which part of a list is wanted; `after` is the position that the part before ended with. */
export type PageRequest = Readonly<{ limit: number; after?: string | undefined }>;

/**
 * A part of a list; `next` is the position to go on after, absent at the end. It may be short of `limit`, where more
 * would be too large for an answer.
 */
export type Page<Item> = Readonly<{ items: readonly Item[]; next: string | undefined }>;
