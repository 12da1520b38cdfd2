import { expect, test } from '@jest/globals';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { errorAtOf, errorsOf, NotJsonError, readJson } from '../../../console/src/parts/field-errors.ts';

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
  expect(errorAt('headers.x')).toBe('two');
  expect(errorAt('url')).toBeUndefined();
});

test('what is not JSON is an error at its field', () => {
  expect(readJson('{"a":1}', 'filter')).toEqual({ a: 1 });
  expect(() => readJson('{', 'filter')).toThrow(NotJsonError);
  expect(errorsOf(new NotJsonError('filter', 'ends too early'))).toEqual([
    { path: 'filter', message: 'ends too early' },
  ]);
  expect(errorsOf(new Error('no field'))).toEqual([]);
});
