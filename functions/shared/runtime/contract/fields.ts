import * as z from 'zod';
import { displayName } from '../../domain/display-name.ts';
import { emailAddress } from '../../domain/email-address.ts';
import { eventTypePattern as pattern } from '../../domain/event-type-patterns.ts';

export const name = displayName.meta({ description: 'A name for people.', examples: ['Production alerts'] });

export const email = emailAddress.meta({ examples: ['platform@example.com'] });

export const timestamp = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601, answered in UTC.' });

/** Ids and queues count time from 1970. */
const inOurTimes = (text: string): boolean => {
  const time = Date.parse(text);
  return time >= 0 && time < Date.parse('9999-01-01T00:00:00Z');
};

/** A timestamp brought to UTC. */
export const utcTimestamp = timestamp
  .refine(inOurTimes, 'must be from the years 1970 to 9998')
  .transform((text) => new Date(text).toISOString());

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
    .meta({ description: 'Most items in the answer; large ones make it shorter.' }),
  cursor: z.string().min(1).max(1_500).optional().meta({ description: 'The `next` of the page before.' }),
});

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
  });
