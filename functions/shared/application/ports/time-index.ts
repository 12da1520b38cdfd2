/** A line of a list over a whole space. */
export type IndexEntry = Readonly<{
  /** A ULID of the event's time; names the line in its list. */
  key: string;
  eventType: string;
}>;

/** A delivery to a webhook, by its id. */
export type DeliveryEntry = IndexEntry & Readonly<{ webhookId: string }>;

export type EventEntry = IndexEntry & Readonly<{ eventId: string; envelopeId: string }>;

/** A line that is to be in a space's list. */
export type Indexed<Entry extends IndexEntry> = Readonly<{ space: string; entry: Entry }>;

export type TimeIndexQuery = Readonly<{
  space: string;
  limit: number;
  /** The key to go on after. */
  after?: string | undefined;
  eventType?: string | undefined;
  /** By the time of the event: from then on, and before then. */
  since?: string | undefined;
  until?: string | undefined;
}>;

/** `next` is the key to go on after, absent at the end; a page may be short of `limit` all the same. */
export type TimeIndexPage<Entry extends IndexEntry> = Readonly<{ entries: readonly Entry[]; next: string | undefined }>;

/** Lists what lies scattered over the table, by space and time. What it lists may be gone by now. */
export interface TimeIndex<Entry extends IndexEntry> {
  /** Safe to repeat, also in parts. Throws when a line could not be written. */
  add(lines: readonly Indexed<Entry>[]): Promise<void>;
  /** Newest first, each line once. */
  list(query: TimeIndexQuery): Promise<TimeIndexPage<Entry>>;
}
