import * as z from 'zod';
import { jsonValue } from '../../platform/domain/json.ts';

/** Largest JSON Schema, in bytes of JSON: far past any event's, and quick to compile. */
export const maxSchemaBytes = 32 * 1024;

/** The description of an event type; if it has a schema, events of the type are checked against it on receipt. */
export const eventTypeFields = z.strictObject({
  description: z.string().max(1_000).default(''),
  schema: z
    .union([z.record(z.string(), jsonValue), z.boolean()], 'must be an object or a boolean')
    .optional()
    .meta({
      description:
        "JSON Schema of the event's `data`: draft 2020-12, or 2019-09 or 07 if `$schema` names it. Formats are annotations. Patterns have no look-around, no back-references, and counts up to 1000 (RE2).",
    }),
  example: jsonValue.optional().meta({ description: 'Sample `data`, which test sends use.' }),
});
export type EventTypeFields = Readonly<z.infer<typeof eventTypeFields>>;
