import { exceedsBusInteger } from '../domain/bus-integer.ts';

/**
 * JSON as the bus takes it. What a receiver answered is not ours to refuse: an integer that is too large for the bus goes
 * out as the same number with an exponent, which is none.
 */
export const busJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'number' && exceedsBusInteger(member) ? JSON.rawJSON(member.toExponential()) : member,
  );
