import * as z from 'zod';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { JsonObject } from '../../platform/domain/merge-patch.ts';

/** Schemas with a name of their own, each written once. */
export type SchemaCollection = Readonly<{
  /** The schema as it is written in a document; named ones become references. */
  add: (schema: z.ZodType, io: 'input' | 'output') => JsonObject;
  schemas: () => JsonObject;
}>;

export function collectSchemas(): SchemaCollection {
  const named = new Map<string, JsonValue>();
  return {
    add(schema, io) {
      const { $schema: _, $defs = {}, ...own } = asObject(JSON.parse(JSON.stringify(toJsonSchema(schema, io))));
      for (const [name, definition] of Object.entries(asObject($defs))) {
        named.set(name, moved(definition));
      }
      return asObject(moved(own));
    },
    schemas: () => Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

const toJsonSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // zod omits the default of a value that is parsed from another form, such as a number from a text.
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default ??= zodSchema.def.defaultValue;
      // The format states the same, and the pattern is a page long.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // Responses may get new members later, and clients must not fail on them.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });

/** The schema with its references rewritten to the document's place for them. */
function moved(schema: JsonValue): JsonValue {
  if (isArray(schema)) return schema.map(moved);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref: target, ...rest } = asObject(schema);
  const others = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, moved(value)]));
  if (typeof target !== 'string') return target === undefined ? others : { ...others, $ref: moved(target) };
  return { $ref: `#/components/schemas/${target.slice('#/$defs/'.length)}`, ...others };
}

const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

function asObject(value: JsonValue): JsonObject {
  if (typeof value !== 'object' || value === null || isArray(value)) throw new Error('A schema must be an object');
  return value;
}
