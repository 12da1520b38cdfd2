import { LRUCache } from 'lru-cache';
import { withinDeadline } from '../../platform/adapters/deadline.ts';
import { timeBudgets } from '../../platform/adapters/time-budgets.ts';
import type { FieldError } from '../../platform/application/outcome.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { SchemaOfSpace } from '../application/ports.ts';
import { type Compilation, compileSchema } from './compile-schema.ts';
import { acceptedDrafts, draftOf, rulesOf } from './json-schema-drafts.ts';

/** Time that is free of charge, in ms: more than an ordinary schema or value takes. */
const freeMs = 50;
const freeMsPerKibibyte = 2;
/** Beyond it, a space may delay others for two seconds at once, and for a twentieth of the time in the long run. */
const budget = { burstMs: 2_000, share: 0.05 };
/**
 * Processor time that a schema that is saved may take. A function of 512 MB has a third of a processor (Lambda
 * developer guide), so that an event whose schema has to be compiled has time for it.
 */
const savingMs = 400;

const keptSchemas = 1_000;
/** All compilations together, in characters of code, each of which takes some 2.5 bytes; a function has 512 MB. */
const keptCode = 16 * 1024 * 1024;

/** The result of a run, and the processor time that it took. */
type Result<Value> =
  | Readonly<{ kind: 'done'; value: Value; ms: number }>
  | Readonly<{ kind: 'failed'; errors: readonly FieldError[] }>;

type Timed = Compilation & Readonly<{ ms: number }>;

const tooSlow = error('The schema takes too long; make it simpler.');

/**
 * Ajv in strict accordance with JSON Schema 2020-12, 2019-09 and 07: formats and unknown keywords are annotations, and
 * references stay inside the schema. Ajv is made for one's own schemas. So each tenant's schema has an engine of its
 * own, regular expressions that run in linear time, a deadline, and a time budget of its space; any exception is an
 * error of that schema.
 */
export function ajvSchemaValidator() {
  const runBounded = boundedRunner();
  const compilations = new LRUCache<string, Timed>({
    max: keptSchemas,
    maxSize: keptCode,
    sizeCalculation: (compilation, key) => key.length + (compilation.kind === 'compiled' ? compilation.codeSize : 0),
  });

  function compile({ space, schema }: SchemaOfSpace): Timed | Extract<Compilation, { kind: 'faulty' }> {
    const draft = draftOf(schema);
    if (draft === undefined) return { kind: 'faulty', errors: [{ path: '$schema', message: acceptedDrafts }] };
    const key = JSON.stringify([space, schema]);
    const known = compilations.get(key);
    if (known !== undefined) return known;
    // Posthorn's own rules, shared by all schemas, are not charged to one of them.
    const rules = rulesOf(draft);
    const result = runBounded(space, { size: key.length, run: () => compileSchema(schema, { draft, rules }) });
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
      const result = runBounded(request.space, { size, run: () => compilation.validate(value) });
      return result.kind === 'done' ? result.value : result.errors;
    },
  };
}

/** Runs tenants' schemas, each in the time that is free for its size or left of its space's budget. */
function boundedRunner() {
  const budgets = timeBudgets(budget);
  return <Value>(space: string, { size, run }: Readonly<{ size: number; run: () => Value }>): Result<Value> => {
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
  };
}

function error(message: string): readonly FieldError[] {
  return [{ path: '', message }];
}

function processorTimeSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
