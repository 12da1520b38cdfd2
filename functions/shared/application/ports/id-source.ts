/** Where new ids and secrets come from, so that tests can tell them in advance. */
export interface IdSource {
  /** A new ULID, sortable by time. */
  id(): string;
  /** Cryptographically random bytes. */
  randomBytes(count: number): Uint8Array;
}
