import { beforeEach, describe, expect, test } from '@jest/globals';
import { ajvSchemaValidator } from '../../../functions/shared/events/adapters/ajv-schema-validator.ts';
import type { SchemaDocument } from '../../../functions/shared/events/application/ports.ts';
import type { JsonValue } from '../../../functions/shared/platform/domain/json.ts';

let validator: ReturnType<typeof ajvSchemaValidator>;
beforeEach(() => {
  validator = ajvSchemaValidator();
});

const check = (schema: SchemaDocument, space = 'acme') => validator.check({ space, schema });
const validate = (schema: SchemaDocument, value: JsonValue, space = 'acme') =>
  validator.validate({ space, schema, value });

/** What an honest tenant's schema must answer, whatever came before. */
function expectHonestSchemasToWork() {
  const schema = { type: 'object', properties: { severity: { type: 'integer' } }, required: ['severity'] };
  expect(check(schema, 'honest')).toEqual([]);
  expect(validate(schema, { severity: 3 }, 'honest')).toEqual([]);
  expect(validate(schema, { severity: 'high' }, 'honest')).toEqual([{ path: 'severity', message: 'must be integer' }]);
  expect(check({ type: 'wrong' }, 'honest')).not.toEqual([]);
}

const drafts = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '07': 'http://json-schema.org/draft-07/schema#',
};

describe('a schema that poisons', () => {
  const metaSchemas = [
    ...Object.values(drafts),
    'http://json-schema.org/draft-07/schema',
    'https://json-schema.org/draft/2020-12/meta/core',
    'https://json-schema.org/draft/2019-09/meta/validation',
    'http://json-schema.org/draft-06/schema#',
  ];
  test.each(metaSchemas)('calls itself %s', ($id) => {
    const schema = { $id, type: 'object' };
    check(schema);
    expect(validate(schema, {})).toEqual(expect.any(Array));
    expectHonestSchemasToWork();
  });

  test.each(metaSchemas)('has a part that calls itself %s', ($id) => {
    const schema = { $defs: { part: { $id, type: 'object' } }, properties: { part: { $ref: $id } } };
    check(schema);
    expect(validate(schema, { part: 1 })).toEqual(expect.any(Array));
    expectHonestSchemasToWork();
  });

  test('has the id of another space', () => {
    const $id = 'https://acme.example/schemas/hit';
    const theirs = { $id, type: 'object', required: ['theirs'] };
    const ours = { $id, type: 'object', required: ['ours'] };
    for (const schema of [theirs, ours]) expect(check(schema)).toEqual([]);
    expect(validate(ours, { ours: 1 }, 'honest')).toEqual([]);
    expect(validate(theirs, { theirs: 1 })).toEqual([]);
    expect(validate({ $ref: $id }, {}, 'honest')).not.toEqual([]);
  });

  test.each([
    ['refers to itself for ever', { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }],
    [
      'refers to itself dynamically for ever',
      { $defs: { a: { $dynamicAnchor: 'x', $dynamicRef: '#x' } }, $dynamicRef: '#x' },
    ],
    ['refers to nothing', { $ref: '#/$defs/missing' }],
    ['refers elsewhere', { $ref: 'https://acme.example/other' }],
    ['has a reference that is no address', { $ref: '%%%://[' }],
    ['has an id that is no address', { $id: '%%%://[' }],
    ['has ids of an object', { $id: '__proto__', $anchor: 'constructor', $ref: '#/constructor/prototype' }],
    ['is asynchronous', { $async: true }],
    ['is not told by its keyword', { nullable: true }],
    ['nests deep', nested(60)],
  ])('%s', (_, schema: SchemaDocument) => {
    check(schema);
    expect(validate(schema, { a: 1 })).toEqual(expect.any(Array));
    expectHonestSchemasToWork();
  });
});

describe('a schema that costs', () => {
  const twice = (next: string) => ({ anyOf: [{ $ref: next }, { $ref: next }] });
  const doubling = {
    $ref: '#/$defs/d0',
    $defs: { ...Object.fromEntries(numbers(30).map((i) => [`d${i}`, twice(`#/$defs/d${i + 1}`)])), d30: { not: {} } },
  };
  const tooSlow = [{ path: '', message: expect.stringContaining('takes too long') }];
  const costly: readonly (readonly [string, SchemaDocument, JsonValue])[] = [
    ['a choice that doubles thirty times', doubling, 1],
    ['uniqueness of very many', { uniqueItems: true }, numbers(60_000)],
    [
      'many values against many objects',
      { items: { enum: numbers(2_000).map((i) => ({ i })) } },
      numbers(20_000).map(() => ({ i: 1_999 })),
    ],
  ];

  test('is stopped in time, and at once when its space has had its time; no other space pays, and nothing cheap', () => {
    const startedAt = performance.now();
    for (const [, schema, value] of costly) expect(validate(schema, value)).toEqual(tooSlow);
    for (const _ of numbers(20)) expect(validate(doubling, 1)).toEqual(tooSlow);
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    expect(validate({ uniqueItems: true }, [1, 2])).toEqual([]);
    expect(validate({ uniqueItems: true }, [1, 1])).not.toEqual([]);
    expectHonestSchemasToWork();
  });

  // Each of these stops Node's own engine for seconds to minutes, or has it run out of memory and abort.
  test.each([
    ['^(a+)+$', '^(a+)+$', true],
    ['optional groups', `${'(a?'.repeat(7_000)}${')'.repeat(7_000)}`, false],
    ['nested counts', `${'('.repeat(1_500)}a${'){3}'.repeat(1_500)}`, false],
    ['counts in a row', '\\W?.{1000}'.repeat(100), undefined],
  ])('by the pattern of %s cannot hold up the others', (_, pattern, fits) => {
    const startedAt = performance.now();
    const found = check({ pattern });
    if (fits !== undefined) expect(found.length === 0).toBe(fits);
    for (const _ of numbers(3)) validate({ pattern }, `${'a'.repeat(20_000)}é!`);
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    expectHonestSchemasToWork();
  });

  test('by no more than its size, however often a part is referred to', () => {
    expect(check(referring(700))).toEqual([]);
  });

  test('to compile is not saved', () => {
    expect(check({ pattern: '\\p{L}'.repeat(4_000) })).toEqual(tooSlow);
  });
});

describe('each draft', () => {
  test.each(Object.entries(drafts))('%s is judged by its own rules', (draft, $schema) => {
    const tuple: SchemaDocument =
      draft === '2020-12'
        ? { prefixItems: [{ type: 'string' }], items: false }
        : { items: [{ type: 'string' }], additionalItems: false };
    const schema = { $schema, properties: { pair: tuple } };
    expect(check(schema)).toEqual([]);
    expect(validate(schema, { pair: ['a'] })).toEqual([]);
    expect(validate(schema, { pair: [1] })).toEqual([{ path: 'pair.0', message: 'must be string' }]);
    expect(validate(schema, { pair: ['a', 'b'] })).toHaveLength(1);
    expect(check({ $schema, type: 'wrong' })).toContainEqual(expect.objectContaining({ path: 'type' }));
  });

  test('is recognised by its address, with or without an empty fragment', () => {
    for (const $schema of Object.values(drafts).flatMap((uri) => [uri.replace('#', ''), `${uri.replace('#', '')}#`])) {
      expect(check({ $schema })).toEqual([]);
    }
    expect(check({ definitions: { a: {} }, $ref: '#/definitions/a' })).toEqual([]);
  });

  test.each([
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-06/schema#',
    'https://json-schema.org/draft/next/schema',
    'https://acme.example/our-dialect',
    'constructor',
    '',
    7,
    null,
  ])('but %j is refused, naming those that are accepted', ($schema) => {
    for (const errors of [check({ $schema }), validate({ $schema }, {})]) {
      expect(errors).toEqual([
        { path: '$schema', message: `must be absent (2020-12), or one of ${Object.values(drafts).join(', ')}` },
      ]);
    }
  });
});

describe('by the letter', () => {
  test('a schema may refer to itself, to its parts and to the rules for schemas', () => {
    const tree = { properties: { children: { items: { $ref: '#' } } }, additionalProperties: false };
    expect(check(tree)).toEqual([]);
    expect(validate(tree, { children: [{ children: [] }] })).toEqual([]);
    expect(validate(tree, { children: [{ other: 1 }] })).toEqual([
      { path: 'children.0', message: 'must NOT have additional properties: "other"' },
    ]);
    const schemas = { $ref: drafts['2020-12'] };
    expect(check(schemas)).toEqual([]);
    expect(validate(schemas, { type: 'wrong' })).not.toEqual([]);
  });

  test("names of an object's own methods are names like others", () => {
    expect(validate({ required: ['constructor'] }, {})).not.toEqual([]);
    expect(validate({ dependentRequired: { toString: ['a'] } }, {})).toEqual([]);
    expect(validate({ properties: { valueOf: { type: 'string' } } }, {})).toEqual([]);
  });

  test('formats and unknown keywords are annotations', () => {
    const schema = { format: 'email', 'x-ours': { any: 'thing' }, properties: { a: { format: 'no such' } } };
    expect(check(schema)).toEqual([]);
    expect(validate(schema, 'no address')).toEqual([]);
  });

  test.each([
    ['^[a-z0-9-]{1,63}(\\.[a-z]{2,})+$', 'acme.example', 'Acme'],
    ['^\\d{4}-\\d{2}$', '2026-01', '2026-1'],
    ['^\\u0041\\x42$', 'AB', 'ab'],
    ['^(?<year>\\d+)$', '1', 'a'],
    ['^\\p{Lu}.$', 'É😀', 'éa'],
    ['b$', 'ab', 'ab\n'],
    ['a|b', 'xbx', 'c'],
  ])('the pattern %s fits what it should', (pattern, good, bad) => {
    expect(check({ pattern })).toEqual([]);
    expect(validate({ pattern }, good)).toEqual([]);
    expect(validate({ pattern }, bad)).toEqual([{ path: '', message: `must match pattern "${pattern}"` }]);
    expect(validate({ patternProperties: { [pattern]: false } }, { [bad]: 1 })).toEqual([]);
    expect(validate({ patternProperties: { [pattern]: false } }, { [good]: 1 })).not.toEqual([]);
  });

  test('two patterns of a schema are two', () => {
    const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
    expect(validate(schema, { a: 'a', b: 'b' })).toEqual([]);
    expect(validate(schema, { a: 'a', b: 'a' })).toHaveLength(1);
  });

  test.each(['(', '^(?!a)', '(?<=a)b', '(a)\\1', '(?i)a', 'a{1001}', '\\p{NoSuch}'])(
    'the pattern %s is refused, with its place and what to do',
    (pattern) => {
      expect(check({ properties: { code: { pattern } } })).toEqual([
        { path: '', message: expect.stringContaining(`the pattern ${JSON.stringify(pattern)} is not supported`) },
      ]);
    },
  );
});

test('a large schema that is honest is compiled in time', () => {
  const field = {
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[a-z0-9_-]+$' },
      kind: { enum: ['a', 'b', 'c'] },
      link: { $ref: '#/$defs/link' },
    },
    required: ['id', 'kind'],
    additionalProperties: false,
  };
  const $defs = { link: { type: 'object', properties: { href: { type: 'string' } }, required: ['href'] } };
  const schema = {
    type: 'object',
    properties: Object.fromEntries(numbers(120).map((i) => [`field${i}`, field])),
    $defs,
  };
  expect(JSON.stringify(schema).length).toBeGreaterThan(28_000);
  expect(check(schema)).toEqual([]);
  expect(validate(schema, { field7: { id: 'a', kind: 'b', link: { href: '/' } } })).toEqual([]);
  expect(validate(schema, { field7: { id: 'A', kind: 'b' } })).toHaveLength(1);
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** As many references to a part that is a twentieth of the schema. */
function referring(count: number): SchemaDocument {
  const part = { properties: Object.fromEntries(numbers(80).map((i) => [`a${i}`, { type: 'string', minLength: i }])) };
  return { $defs: { part }, allOf: numbers(count).map(() => ({ $ref: '#/$defs/part' })) };
}

function nested(depth: number): SchemaDocument {
  return numbers(depth).reduce<SchemaDocument>((schema) => ({ not: schema }), {});
}
