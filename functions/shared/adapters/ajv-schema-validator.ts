import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import type { FieldError } from '../application/outcome.ts';
import type { SchemaDocument, SchemaValidator } from '../application/ports/schema-validator.ts';
import type { JsonValue } from '../domain/json.ts';
import { withinDeadline } from './deadline.ts';

/** Time for compiling a schema, and for one value. An honest schema needs a few milliseconds. */
const deadlineMs = 250;
/** A schema that ran into the deadline is not tried again for this long, so that it cannot hold up its neighbours. */
const slowForMs = 60_000;
const keptSchemas = 200;
const maxErrors = 20;

type Compiled = (value: JsonValue) => readonly FieldError[];
type Compilation =
  | Readonly<{ kind: 'compiled'; validate: Compiled }>
  | Readonly<{ kind: 'faulty'; errors: readonly FieldError[] }>;

const tooSlow: readonly FieldError[] = [{ path: '', message: 'The schema takes too long; make it simpler.' }];

/**
 * Ajv by the letter of JSON Schema 2020-12: formats and unknown keywords are annotations, references stay inside.
 * Ajv is made for schemas of one's own; under a deadline, recursion and regular expressions of others do no harm.
 */
export function ajvSchemaValidator(): SchemaValidator {
  let ajv = newAjv();
  const compilations = new LRUCache<string, Compilation>({ max: keptSchemas });
  const slow = new LRUCache<string, true>({ max: keptSchemas, ttl: slowForMs });

  function compile(schema: SchemaDocument, text: string): Compilation {
    const kept = compilations.get(text);
    if (kept !== undefined) return kept;
    const outcome = withinDeadline(deadlineMs, () => compileWith(ajv, schema));
    if (outcome.kind === 'done') {
      compilations.set(text, outcome.value);
      return outcome.value;
    }
    // An instance that was stopped half-way may hold half a schema.
    ajv = newAjv();
    slow.set(text, true);
    return { kind: 'faulty', errors: tooSlow };
  }

  return {
    check(schema) {
      const compilation = compile(schema, JSON.stringify(schema));
      return compilation.kind === 'faulty' ? compilation.errors : [];
    },
    validate({ schema, value }) {
      const text = JSON.stringify(schema);
      if (slow.has(text)) return tooSlow;
      const compilation = compile(schema, text);
      if (compilation.kind === 'faulty') return compilation.errors;
      const outcome = withinDeadline(deadlineMs, () => compilation.validate(value));
      if (outcome.kind === 'done') return outcome.value;
      slow.set(text, true);
      return tooSlow;
    },
  };
}

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    addUsedSchema: false,
    logger: false,
    allErrors: false,
  });
  // Has it compile the rules for schemas themselves, which takes longer than any schema and must not count against one.
  ajv.validateSchema({});
  return ajv;
}

function compileWith(ajv: Ajv2020, document: SchemaDocument): Compilation {
  const schema = document === true ? {} : document === false ? { not: {} } : document;
  if (ajv.validateSchema(schema) !== true) return { kind: 'faulty', errors: errorsOf(ajv.errors) };
  try {
    const validate = ajv.compile(schema);
    if ('$async' in validate) return faulty('$async is not part of JSON Schema.');
    return { kind: 'compiled', validate: (value) => (validate(value) ? [] : errorsOf(validate.errors)) };
  } catch (error) {
    return faulty(error instanceof Error ? `The schema does not compile: ${error.message}.` : 'It does not compile.');
  } finally {
    ajv.removeSchema(schema);
  }
}

const faulty = (message: string): Compilation => ({ kind: 'faulty', errors: [{ path: '', message }] });

const errorsOf = (errors: readonly ErrorObject[] | null | undefined): readonly FieldError[] =>
  (errors ?? []).slice(0, maxErrors).map((error) => ({ path: pathOf(error), message: messageOf(error) }));

/** A JSON Pointer as our dotted path. */
const pathOf = ({ instancePath }: ErrorObject): string =>
  instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');

function messageOf({ keyword, message = 'does not fit', params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `${message}: ${JSON.stringify(params.additionalProperty)}`;
  return message;
}
