/** The part of a list that is requested; `after` is the position at the end of the previous part. */
export type PageRequest = Readonly<{ limit: number; after?: string | undefined }>;

/**
 * A part of a list; `next` is the position to continue after, absent at the end. It may have fewer than `limit`
 * entries, if more would be too large for an answer.
 */
export type Page<Item> = Readonly<{ items: readonly Item[]; next: string | undefined }>;
