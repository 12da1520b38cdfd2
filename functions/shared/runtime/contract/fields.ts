import * as z from 'zod';
import { eventTypePattern as pattern } from '../../domain/event-type-patterns.ts';

/** No control characters, and nothing blank at either end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
const plainText = /^[^\s\u0000-\u001f\u007f](?:[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f])?$/;

export const name = z
  .string()
  .max(100)
  .regex(plainText, 'must be text on one line, not blank at either end')
  .meta({ description: 'A name for people.', examples: ['Production alerts'] });

/** Longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3, less the angle brackets). */
export const email = z
  .email('must be an e-mail address')
  .max(254)
  .meta({ examples: ['platform@example.com'] });

export const timestamp = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601, answered in UTC.' });

/** A timestamp brought to UTC. */
export const utcTimestamp = timestamp.transform((text) => new Date(text).toISOString());

export const id = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'A ULID.', examples: ['01JCH5Q2M8Z0V6W3X9Y4T7R1KD'] });

export const eventTypePattern = pattern.meta({
  description: 'An exact event type, a type followed by `.*`, or `*` for all.',
  examples: ['hit.*'],
});

export const noBody = z.undefined();
export const noQuery = z.strictObject({});

export const pageQuery = z.strictObject({
  limit: z.coerce
    .number<string>()
    .int('must be a whole number')
    .min(1, 'must be from 1 to 100')
    .max(100, 'must be from 1 to 100')
    .default(50)
    .meta({ description: 'Most items in the answer.' }),
  cursor: z.string().min(1).max(1_500).optional().meta({ description: 'The `next` of the page before.' }),
});

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
  });
