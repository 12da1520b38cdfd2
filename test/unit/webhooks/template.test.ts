import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonArray, type JsonValue } from '../../../functions/shared/platform/domain/json.ts';
import { checkTemplate, renderTemplate } from '../../../functions/shared/webhooks/domain/template.ts';
import { templatePresets } from '../../../functions/shared/webhooks/domain/template-presets.ts';
import type { TemplateValues } from '../../../functions/shared/webhooks/domain/template-text.ts';

const values: TemplateValues = {
  ID: 'evt_1',
  DATE: '2026-01-02T03:04:05.678Z',
  TYPE: 'hit.detected',
  TITLE: 'A "hit"',
  EVENT_MSG: 'line\nbreak \\ ${ID}',
  DATA: { user: { name: 'Zoë', tags: ['a', { b: 1 }], none: null, on: true, count: 7 }, 'odd key': 'x' },
};

const render = (template: JsonValue, changes: Partial<TemplateValues> = {}): unknown => {
  const rendered = renderTemplate({ template, values: { ...values, ...changes }, maxBytes: 1024 * 1024 });
  if (rendered.kind !== 'rendered') throw new Error(`not rendered: ${JSON.stringify(rendered)}`);
  return JSON.parse(rendered.json);
};

/** Any text, with more than its share of what breaks naive templates: quotes, brackets, variables, lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '{', '}', '$', '${ID}', '$[TYPE]', '\u2028', '\ud800', '\u0000', ','),
  }),
);
const anyJson: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 4 })
  .map((value): JsonValue => JSON.parse(JSON.stringify(value)));
const anyValues: fc.Arbitrary<TemplateValues> = fc.record({
  ID: anyText,
  DATE: anyText,
  TYPE: anyText,
  TITLE: anyText,
  EVENT_MSG: anyText,
  DATA: anyJson,
});

/** A template beside the value it must become. */
type Expected = Readonly<{ template: JsonValue; becomes: (values: TemplateValues) => JsonValue }>;
const names = ['ID', 'DATE', 'TYPE', 'TITLE', 'EVENT_MSG'] as const;
const literal = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('$'));
const leaf: fc.Arbitrary<Expected> = fc.oneof(
  fc.constantFrom(...names).map((name): Expected => ({ template: `\${${name}}`, becomes: (given) => given[name] })),
  fc.tuple(literal, fc.constantFrom(...names), literal, fc.constantFrom(...names)).map(
    ([before, one, between, two]): Expected => ({
      template: `${before}\${${one}}${between}$[${two}]`,
      becomes: (given) => `${before}${given[one]}${between}${given[two]}`,
    }),
  ),
  fc.constantFrom('${DATA}', '$[DATA]').map((template): Expected => ({ template, becomes: (given) => given.DATA })),
  literal.map((text): Expected => ({ template: text, becomes: () => text })),
  fc.constantFrom(null, true, 0, -1.5, 1e21).map((value): Expected => ({ template: value, becomes: () => value })),
);
const { node: anyTemplate } = fc.letrec<{ node: Expected }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }).map(
      (items): Expected => ({
        template: items.map((item) => item.template),
        becomes: (given) => items.map((item) => item.becomes(given)),
      }),
    ),
    fc.dictionary(literal, tie('node'), { maxKeys: 4, noNullPrototype: true }).map(
      (fields): Expected => ({
        template: mapFields(fields, (field) => field.template),
        becomes: (given) => mapFields(fields, (field) => field.becomes(given)),
      }),
    ),
  ),
}));

function mapFields<T>(fields: Readonly<Record<string, T>>, map: (field: T) => JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, map(field)]));
}

describe('a rendered template', () => {
  test('parses, has its exact shape, and gives every variable back equal, for any event', () => {
    fc.assert(
      fc.property(anyTemplate, anyValues, ({ template, becomes }, given) => {
        expect(checkTemplate(template)).toEqual([]);
        const rendered = renderTemplate({ template, values: given, maxBytes: 64 * 1024 * 1024 });
        expect(rendered.kind).toBe('rendered');
        if (rendered.kind !== 'rendered') return;
        const parsed: JsonValue = JSON.parse(rendered.json);
        // Through JSON once, as -0 becomes 0 there.
        expect(parsed).toEqual(JSON.parse(JSON.stringify(becomes(given))));
        expect(shapeOf(parsed, template)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('holds the five variables', () => {
    expect(render(templatePresets.default)).toEqual({
      id: 'evt_1',
      date: '2026-01-02T03:04:05.678Z',
      type: 'hit.detected',
      title: 'A "hit"',
      event_msg: 'line\nbreak \\ ${ID}',
    });
  });

  test.each([
    ['${DATA.user.name}', 'Zoë'],
    ['$[DATA.user.name]', 'Zoë'],
    ['${DATA.user.tags}', ['a', { b: 1 }]],
    ['${DATA.user.tags.1.b}', 1],
    ['${DATA.user.on}', true],
    ['${DATA.user.none}', null],
    ['${DATA.odd key}', 'x'],
    ['${DATA.missing.path}', null],
    ['${DATA.user.tags.length}', null],
    ['${DATA.constructor}', null],
    ['${DATA.__proto__}', null],
    ['${DATA.user.name.length}', null],
    ['Hi ${DATA.user.name}: ${DATA.user.count} ${DATA.user.tags}${DATA.user.none}!', 'Hi Zoë: 7 ["a",{"b":1}]!'],
    [' ${DATA.user.count}', ' 7'],
  ])('makes %s into %j', (template, expected) => {
    expect(render({ field: template })).toEqual({ field: expected });
  });

  test('does not expand what a value contains', () => {
    expect(render('${TITLE}', { TITLE: '${ID} $[TYPE]' })).toBe('${ID} $[TYPE]');
  });

  test('keeps a field named __proto__', () => {
    const template: JsonValue = JSON.parse('{"__proto__":"${ID}"}');
    expect(Object.entries(Object(render(template)))).toEqual([['__proto__', 'evt_1']]);
  });

  test.each([
    ['text', { x: 'y'.repeat(200_000) }, '${DATA.x}'],
    ['JSON', { x: Array.from({ length: 40_000 }, (_, index) => index) }, 'all: ${DATA.x}'],
  ])('stops within a text that names one large %s thousands of times', (_, data, variable) => {
    const template = variable.repeat(15_000);
    const before = process.threadCpuUsage();
    expect(renderTemplate({ template, values: { ...values, DATA: data }, maxBytes: 1024 * 1024 })).toEqual({
      kind: 'too_large',
      path: [],
    });
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(500);
  });

  test('stops where it grows too large, without building the rest', () => {
    const template = { first: 'x', many: Array.from({ length: 10_000 }, () => '${DATA}') };
    const rendered = renderTemplate({ template, values: { ...values, DATA: 'y'.repeat(10_000) }, maxBytes: 100_000 });
    expect(rendered).toEqual({ kind: 'too_large', path: ['many', 9] });
  });
});

describe('the presets', () => {
  test.each(Object.entries(templatePresets))('%s passes its own check', (_name, template) => {
    expect(checkTemplate(template)).toEqual([]);
  });

  test('slack makes a text', () => {
    expect(render(templatePresets.slack)).toEqual({ text: expect.stringContaining('A "hit"') });
  });

  test('datadog makes an event with title, text and tags', () => {
    expect(render(templatePresets.datadog)).toEqual({
      title: 'A "hit"',
      text: 'line\nbreak \\ ${ID}',
      tags: ['source:posthorn', 'event_type:hit.detected', 'event_id:evt_1'],
    });
  });
});

describe('a template that is saved', () => {
  test.each<[JsonValue, string, (string | number)[], string]>([
    ['${NAME}', 'unknown_variable', [], '$'],
    [{ blocks: [{ text: 'ok' }, { text: 'x ${id}' }] }, 'unknown_variable', ['blocks', 1, 'text'], '$.blocks[1].text'],
    [{ 'odd-key': '$[WHO]' }, 'unknown_variable', ['odd-key'], '$["odd-key"]'],
    [{ a: '${DATA.}' }, 'unknown_variable', ['a'], '$.a'],
    [{ a: '${DATABASE}' }, 'unknown_variable', ['a'], '$.a'],
    [{ a: '${}' }, 'unknown_variable', ['a'], '$.a'],
    [{ a: 'see ${ID' }, 'unclosed_variable', ['a'], '$.a'],
    [{ a: '$[ID}' }, 'unclosed_variable', ['a'], '$.a'],
    [{ '${ID}': 1 }, 'variable_in_name', ['${ID}'], '$["${ID}"]'],
    [{ a: 'x'.repeat(256 * 1024) }, 'too_large', ['a'], '$.a'],
  ])('with %j is refused', (template, kind, path, place) => {
    const problems = checkTemplate(template);
    expect(problems).toEqual([{ kind, path, message: expect.stringContaining(place) }]);
  });

  test('reports every error at once', () => {
    expect(checkTemplate({ a: '${X} ${Y}', b: ['${Z'] })).toHaveLength(3);
  });

  test('may hold dollars that begin no variable', () => {
    expect(checkTemplate({ price: '$5 or $ID or {ID}' })).toEqual([]);
  });

  test('may be 64 levels deep and no deeper', () => {
    const nested = (levels: number) => Array.from({ length: levels }).reduce<JsonValue>((inner) => [inner], 'x');
    expect(checkTemplate(nested(64))).toEqual([]);
    expect(checkTemplate(nested(65))).toEqual([expect.objectContaining({ kind: 'too_deep' })]);
    expect(checkTemplate(nested(100_000))).toEqual([expect.objectContaining({ kind: 'too_deep' })]);
  });
});

/** Whether a value has the template's arrays and objects, with the same names in the same order. */
function shapeOf(value: JsonValue, template: JsonValue): boolean {
  if (template === null || typeof template !== 'object') return true;
  if (value === null || typeof value !== 'object' || isJsonArray(value) !== isJsonArray(template)) return false;
  const entries = Object.entries(template);
  const found = Object.entries(value);
  return (
    found.length === entries.length &&
    entries.every(([name, item], index) => found[index]?.[0] === name && shapeOf(found[index][1], item))
  );
}
