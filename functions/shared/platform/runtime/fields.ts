import * as z from 'zod';
import { unlessMissing } from '../domain/describe-issue.ts';
import { displayName } from '../domain/display-name.ts';
import { emailAddress } from '../domain/email-address.ts';
import { asWholeNumber } from '../domain/whole-number.ts';

export const name = displayName.meta({
  description: 'A display name. It is stored in Unicode form NFC with single spaces. Invisible characters are refused.',
  examples: ['Production alerts'],
});

export const email = emailAddress.meta({ examples: ['platform@example.com'] });

const aTime = {
  error: unlessMissing(
    'must be an ISO 8601 time with "Z" or an offset, such as 2026-01-31T09:30:00Z (in a URL, write + as %2B)',
  ),
  abort: true,
};

export const timestamp = z.iso
  .datetime({ offset: true, ...aTime })
  .meta({ description: 'ISO 8601. Responses use UTC.' });

/** The form allows offsets that no time zone has. */
const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** Ids and queues count time from 1970. */
const inOurTimes = (text: string): boolean => {
  const time = Date.parse(text);
  return time >= 0 && time < Date.parse('9999-01-01T00:00:00Z');
};

/** A timestamp converted to UTC. */
export const utcTimestamp = timestamp
  .refine(isTime, aTime)
  .refine(inOurTimes, 'must be in the years 1970 to 9998')
  .transform((text) => new Date(text).toISOString());

export const id = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({ description: 'A ULID.', examples: ['01JCH5Q2M8Z0V6W3X9Y4T7R1KD'] });

export const noBody = z.undefined();
export const noQuery = z.strictObject({});

const pageLimit = 'must be a whole number from 1 to 100';

export const pageQuery = z.strictObject({
  limit: z
    .preprocess(asWholeNumber, z.int(pageLimit).min(1, pageLimit).max(100, pageLimit))
    .default(50)
    .meta({ description: 'The maximum number of items in the page. A page of large items has fewer.' }),
  cursor: z.string().min(1).max(1_500).optional().meta({ description: 'The `next` of the previous page.' }),
});

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last page.' }),
  });
