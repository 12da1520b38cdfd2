/**
 * A text that spells a whole number in the one way that people do, as that number; anything else as it is, to be refused.
 * `Number` would also take `1e1`, `0x10`, blanks and true.
 */
export const asWholeNumber = (text: unknown): unknown =>
  typeof text === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
