/**
 * A fault of a table or a queue for one write of several; the write may be repeated. Holds the code that AWS returned,
 * and nothing of the content.
 */
export class WriteFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The write was not accepted: ${code}`);
    this.name = 'WriteFault';
    this.code = code;
  }
}

export const isWriteFault = (outcome: unknown): outcome is WriteFault => outcome instanceof WriteFault;

/** Converts what was thrown for one write to its fault. */
export const writeFaultOf = (error: unknown): WriteFault =>
  isWriteFault(error) ? error : new WriteFault(error instanceof Error ? error.name : 'Unknown');
