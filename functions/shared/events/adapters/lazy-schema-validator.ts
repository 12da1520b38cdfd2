import type { SchemaValidator } from '../application/ports.ts';

/**
 * The validator, loaded for the first schema: with its engine for regular expressions it is larger than all the rest of
 * a function, and most events have no schema. It is a separate file beside the function (lib/function-bundles.ts).
 */
export function lazySchemaValidator(): SchemaValidator {
  const load = lazily(async () => (await import('./ajv-schema-validator.ts')).ajvSchemaValidator());
  return {
    check: async (schema) => (await load()).check(schema),
    validate: async (request) => (await load()).validate(request),
  };
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
