/**
 * Parses a whole number in plain decimal notation; returns any other value as it is, to be refused. `Number` would also
 * accept `1e1`, `0x10`, blanks and true.
 */
export const asWholeNumber = (text: unknown): unknown =>
  typeof text === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
