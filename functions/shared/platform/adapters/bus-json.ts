import { exceedsBusInteger } from '../domain/bus-integer.ts';

/**
 * JSON as the bus accepts it. An integer in a receiver's response that is too large for the bus is written as the same
 * number with an exponent, which the bus does not read as an integer.
 */
export const busJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'number' && exceedsBusInteger(member) ? JSON.rawJSON(member.toExponential()) : member,
  );
