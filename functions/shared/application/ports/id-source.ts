/** Generates ids and secrets; injected so that tests know them in advance. */
export interface IdSource {
  /** A new ULID, sortable by time. */
  id(): string;
  /** Cryptographically random bytes. */
  randomBytes(count: number): Uint8Array;
}
