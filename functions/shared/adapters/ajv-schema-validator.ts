import { LRUCache } from 'lru-cache';
import type { FieldError } from '../application/outcome.ts';
import type { SchemaOfSpace } from '../application/ports/schema-validator.ts';
import type { JsonValue } from '../domain/json.ts';
import { type Compilation, compileSchema } from './compile-schema.ts';
import { withinDeadline } from './deadline.ts';
import { acceptedDrafts, draftOf, rulesOf } from './json-schema-drafts.ts';
import { timeBudgets } from './time-budgets.ts';

/** Time that is free, in ms: more than an honest schema or value takes. */
const freeMs = 50;
const freeMsPerKibibyte = 2;
/** For what goes beyond, a space may hold up its neighbours for two seconds, and for a twentieth of the time after. */
const budget = { burstMs: 2_000, share: 0.05 };
/**
 * Processor time that a schema may take to be saved. A function of 512 MB has a third of a processor (Lambda developer
 * guide), so that an event whose schema has to be compiled has time for it.
 */
const savingMs = 400;

const keptSchemas = 1_000;
/** All of them together, in characters of code, each of which takes some 2.5 bytes; a function has 512 MB. */
const keptCode = 16 * 1024 * 1024;

/** What came of running something, and the processor time that it took. */
type Result<Value> =
  | Readonly<{ kind: 'done'; value: Value; ms: number }>
  | Readonly<{ kind: 'failed'; errors: readonly FieldError[] }>;

type Timed = Compilation & Readonly<{ ms: number }>;

const tooSlow = error('The schema takes too long; make it simpler.');

/**
 * Ajv by the letter of JSON Schema 2020-12, 2019-09 and 07: formats and unknown keywords are annotations, references stay
 * inside. Ajv is made for schemas of one's own. So each schema of others has an engine of its own, regular expressions
 * that cannot explode, a deadline, and an account of its space's time; whatever is thrown is that schema's error.
 */
export function ajvSchemaValidator() {
  const budgets = timeBudgets(budget);
  const compilations = new LRUCache<string, Timed>({
    max: keptSchemas,
    maxSize: keptCode,
    sizeCalculation: (compilation, key) => key.length + (compilation.kind === 'compiled' ? compilation.codeSize : 0),
  });

  /** Runs what a tenant's schema or value decides on, in time that is free for its size or left of the space's budget. */
  function bounded<Value>(space: string, { size, run }: Readonly<{ size: number; run: () => Value }>): Result<Value> {
    const free = freeMs + (freeMsPerKibibyte * size) / 1_024;
    const startedAt = performance.now();
    const before = process.threadCpuUsage();
    try {
      const outcome = withinDeadline(Math.ceil(free + budgets.left(space, startedAt)), run);
      const ms = outcome.kind === 'done' ? processorTimeSince(before) : performance.now() - startedAt;
      budgets.charge(space, { ms: Math.max(0, ms - free), now: performance.now() });
      return outcome.kind === 'done' ? { ...outcome, ms } : { kind: 'failed', errors: tooSlow };
    } catch (thrown) {
      return { kind: 'failed', errors: error(`The schema cannot be applied: ${String(thrown)}.`) };
    }
  }

  function compile({ space, schema }: SchemaOfSpace): Timed | Extract<Compilation, { kind: 'faulty' }> {
    const draft = draftOf(schema);
    if (draft === undefined) return { kind: 'faulty', errors: [{ path: '$schema', message: acceptedDrafts }] };
    const key = JSON.stringify([space, schema]);
    const kept = compilations.get(key);
    if (kept !== undefined) return kept;
    // Posthorn's own for all schemas, which must not count against one.
    const rules = rulesOf(draft);
    const result = bounded(space, { size: key.length, run: () => compileSchema(schema, { draft, rules }) });
    if (result.kind === 'failed') return { kind: 'faulty', errors: result.errors };
    const compilation = { ...result.value, ms: result.ms };
    compilations.set(key, compilation);
    return compilation;
  }

  return {
    check(request: SchemaOfSpace): readonly FieldError[] {
      const compilation = compile(request);
      if (compilation.kind === 'faulty') return compilation.errors;
      return compilation.ms > savingMs ? tooSlow : [];
    },
    validate({ value, ...request }: SchemaOfSpace & Readonly<{ value: JsonValue }>): readonly FieldError[] {
      const compilation = compile(request);
      if (compilation.kind === 'faulty') return compilation.errors;
      const size = JSON.stringify(value).length;
      const result = bounded(request.space, { size, run: () => compilation.validate(value) });
      return result.kind === 'done' ? result.value : result.errors;
    },
  };
}

function error(message: string): readonly FieldError[] {
  return [{ path: '', message }];
}

function processorTimeSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
