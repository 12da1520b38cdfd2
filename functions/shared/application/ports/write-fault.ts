/**
 * A table or a queue was at fault for one write of several; what it was to write may be written again. Carries the
 * code that AWS gave, and nothing of what was to be written.
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

/** What was thrown for one write, as its fault. */
export const writeFaultOf = (error: unknown): WriteFault =>
  isWriteFault(error) ? error : new WriteFault(error instanceof Error ? error.name : 'Unknown');
