import type { ErrorObject, ValidateFunction } from 'ajv';
import { linearPatterns } from '../../platform/adapters/linear-patterns.ts';
import type { FieldError } from '../../platform/application/outcome.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { SchemaDocument } from '../application/ports.ts';
import { byTheLetter, type SchemaDraft } from './json-schema-drafts.ts';

const maxErrors = 20;

/** A compiled schema: a function that returns the errors of a value, or the errors of the schema itself. */
export type Compilation =
  | Readonly<{
      kind: 'compiled';
      validate: (value: JsonValue) => readonly FieldError[];
      /** In characters. */
      codeSize: number;
    }>
  | Readonly<{ kind: 'faulty'; errors: readonly FieldError[] }>;

/**
 * Compiles a schema with an engine of its own: its `$id` is known to no other schema, and none is left half-changed
 * when compilation is stopped.
 */
export function compileSchema(
  document: SchemaDocument,
  { draft, rules }: Readonly<{ draft: SchemaDraft; rules: ValidateFunction }>,
): Compilation {
  const schema = document === true ? {} : document === false ? { not: {} } : document;
  if (rules(schema) !== true) return { kind: 'faulty', errors: errorsOf(rules.errors) };
  let codeSize = 0;
  const engine = draft.engine({
    ...byTheLetter,
    validateSchema: false,
    // Names like `constructor` count as members only if the object owns them.
    ownProperties: true,
    // A referenced part is compiled once, however often it is referenced.
    inlineRefs: false,
    code: {
      // Halves compile time; the code runs as fast.
      optimize: false,
      regExp: linearPatterns(),
      process: (code) => {
        codeSize += code.length;
        return code;
      },
    },
  });
  try {
    const validate = engine.compile(schema);
    if ('$async' in validate) return invalidSchema('$async is not part of JSON Schema.');
    return { kind: 'compiled', codeSize, validate: (value) => (validate(value) ? [] : errorsOf(validate.errors)) };
  } catch (error) {
    return invalidSchema(`The schema is invalid: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const invalidSchema = (message: string): Compilation => ({ kind: 'faulty', errors: [{ path: '', message }] });

const errorsOf = (errors: readonly ErrorObject[] | null | undefined): readonly FieldError[] =>
  (errors ?? []).slice(0, maxErrors).map((error) => ({ path: pathOf(error), message: messageOf(error) }));

/** Converts a JSON Pointer to our dotted path. */
const pathOf = ({ instancePath }: ErrorObject): string =>
  instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');

function messageOf({ keyword, message = 'is invalid', params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `${message}: ${JSON.stringify(params.additionalProperty)}`;
  return message;
}
