import * as z from 'zod';
import { unlessMissing } from './describe-issue.ts';

/** Longest parts of an address (RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3; the latter less its angle brackets). */
const maxLocalPart = 64;
const maxAddress = 254;

export const emailAddress = z
  .email({ error: unlessMissing('must be an e-mail address') })
  .max(maxAddress)
  .refine((text) => text.indexOf('@') <= maxLocalPart, `must have at most ${maxLocalPart} characters before the @`);
