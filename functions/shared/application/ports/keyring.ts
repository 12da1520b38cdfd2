/** Seals what must not lie in a table in plain text. */
export interface Keyring {
  /** Encrypts and binds to its place: it opens only with the same `context`. */
  seal(plain: string, context: string): Promise<string>;
  /** Throws when it was tampered with, belongs elsewhere, or its key is gone. */
  open(sealed: string, context: string): Promise<string>;
}
