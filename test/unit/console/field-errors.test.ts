import { expect, test } from '@jest/globals';
import { ProblemError } from '../../../client/src/problem-error.ts';
import {
  errorAtOf,
  errorsOf,
  NotJsonError,
  readJson,
  refusalOf,
  withoutErrorsAt,
} from '../../../console/src/parts/field-errors.ts';
import { labelOf } from '../../../console/src/parts/field-labels.ts';

const problem = (errors: readonly { path: string; message: string }[]) =>
  new ProblemError(
    { type: 'about:blank', title: 'Bad Request', status: 400, detail: '', errors: [...errors], requestId: 'r1' },
    new Response(),
  );

test('all errors at a field and below it are shown there, and no others', () => {
  const errorAt = errorAtOf(
    errorsOf(
      problem([
        { path: 'headers', message: 'one' },
        { path: 'headers.x', message: 'two' },
        { path: 'headersToo', message: 'three' },
      ]),
    ),
  );
  expect(errorAt('headers')).toBe('one; two');
  expect(errorAt('headers', { ownOnly: true })).toBe('one');
  expect(errorAt('headers.x')).toBe('two');
  expect(errorAt('url')).toBeUndefined();
});

test('what is not JSON is an error at its field', () => {
  expect(readJson('{"a":1}', 'filter')).toEqual({ a: 1 });
  expect(() => readJson('{', 'filter')).toThrow(NotJsonError);
  expect(errorsOf(new NotJsonError('filter', 'ends too early'))).toEqual([
    { path: 'filter', message: 'must be valid JSON: ends too early' },
  ]);
  expect(errorsOf(new Error('no field'))).toEqual([]);
});

test('a change of a field makes its errors obsolete, and those of what contains it', () => {
  const at = (...paths: string[]) => paths.map((path) => ({ path, message: 'is wrong' }));
  const errors = at('url', 'tls', 'tls.clientKey', 'tls.caCertificate', 'urls');
  expect(withoutErrorsAt(errors, ['url'])).toEqual(at('tls', 'tls.clientKey', 'tls.caCertificate', 'urls'));
  expect(withoutErrorsAt(errors, ['tls.clientKey'])).toEqual(at('url', 'tls.caCertificate', 'urls'));
  expect(withoutErrorsAt(errors, [])).toEqual(errors);
});

test('a form words the errors of the API that it knows, and adds what it knows when the API cannot be asked', () => {
  const known = [
    { path: 'name', message: 'Enter a name.' },
    { path: 'retrySchedule', message: 'Must be seconds.' },
  ];
  const refused = problem([
    { path: 'url', message: 'is not public' },
    { path: 'retrySchedule.0', message: 'must be a number' },
    { path: 'retrySchedule.1', message: 'must be a number' },
  ]);
  expect(refusalOf(refused, known)).toEqual([{ path: 'url', message: 'is not public' }, known[1]]);
  const notJson = new NotJsonError('filter', 'ends too early');
  expect(refusalOf(notJson, known)).toEqual([...known, ...notJson.errors]);
  expect(refusalOf(new TypeError('offline'), known)).toEqual([]);
});

test.each([
  ['url', 'URL'],
  ['retrySchedule.2', 'Retry schedule'],
  ['headers.X-Key', 'Header X-Key'],
  ['steps.0.webhookId', 'Step 1'],
  ['filter.data.severity', 'Filter, data.severity'],
  ['', ''],
  ['neverHeardOf.it', 'neverHeardOf.it'],
])('the field at %j is called %j', (path, label) => expect(labelOf(path)).toBe(label));
