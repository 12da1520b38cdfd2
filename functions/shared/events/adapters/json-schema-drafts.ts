import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaDocument } from '../application/ports.ts';

/** A version of JSON Schema: its URI, which `$schema` names, and the compiler for it. */
export type SchemaDraft = Readonly<{ uri: string; engine(options: Options): Pick<Ajv, 'compile' | 'getSchema'> }>;

const newest: SchemaDraft = {
  uri: 'https://json-schema.org/draft/2020-12/schema',
  engine: (options) => new Ajv2020(options),
};

const drafts: readonly SchemaDraft[] = [
  newest,
  { uri: 'https://json-schema.org/draft/2019-09/schema', engine: (options) => new Ajv2019(options) },
  { uri: 'http://json-schema.org/draft-07/schema#', engine: (options) => new Ajv(options) },
];

/** The allowed values of `$schema`, in words that follow its name. */
export const acceptedDrafts = `must be absent (2020-12), or one of ${drafts.map(({ uri }) => uri).join(', ')}`;

/** The draft that the schema names, or the newest if it names none; undefined for any other. */
export function draftOf(schema: SchemaDocument): SchemaDraft | undefined {
  if (typeof schema === 'boolean' || schema.$schema === undefined) return newest;
  return drafts.find(({ uri }) => withoutEmptyFragment(uri) === withoutEmptyFragment(schema.$schema));
}

/** An empty fragment names the same document (RFC 3986, section 6.2). */
const withoutEmptyFragment = (uri: unknown) => (typeof uri === 'string' ? uri.replace(/#$/, '') : uri);

/** In strict accordance with the standard: formats and unknown keywords are annotations. */
export const byTheLetter: Options = { strict: false, validateFormats: false, logger: false };

const rules = new Map<SchemaDraft, ValidateFunction>();

/** The draft's rules for schemas themselves. Their engine is given no schema but the draft's own. */
export function rulesOf(draft: SchemaDraft): ValidateFunction {
  const known = rules.get(draft) ?? draft.engine(byTheLetter).getSchema(draft.uri);
  if (known === undefined || '$async' in known) throw new Error(`The rules of ${draft.uri} are missing`);
  rules.set(draft, known);
  return known;
}
