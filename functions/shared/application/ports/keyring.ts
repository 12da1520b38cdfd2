/** Encrypts texts that must not be stored in plain text. */
export interface Keyring {
  /** Encrypts and binds to a place: the text can be decrypted only with the same `context`. */
  seal(plain: string, context: string): Promise<string>;
  /** Throws if the text was changed, belongs elsewhere, or its key is gone. */
  open(sealed: string, context: string): Promise<string>;
}
