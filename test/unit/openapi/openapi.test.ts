import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { apiRoutes } from '../../../functions/shared/api/domain/api-routes.ts';
import { operationGroups, undocumentedRoutes } from '../../../functions/shared/openapi/runtime/all-operations.ts';
import { openApiDocument } from '../../../functions/shared/openapi/runtime/document.ts';
import { version } from '../../../functions/shared/platform/runtime/version.ts';

const document = openApiDocument({ version });
const operations = operationGroups.flatMap((group) => group.operations);

test('the document that is deployed is the one that the schemas make', () => {
  const file = new URL('../../../functions/describe-api/openapi.json', import.meta.url);
  // Mend it with `npm run openapi`.
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
});

test('every route is in the document, and nothing else', () => {
  const documented = operations.map(({ route }) => route);
  expect([...documented, ...undocumentedRoutes].sort()).toEqual(Object.keys(apiRoutes).sort());
});

test('the methods of a path come in the order create, read, update, delete', () => {
  const order = ['post', 'put', 'get', 'patch', 'delete'];
  const methods = (path: string) => operations.filter(({ route }) => route.endsWith(` ${path}`)).map(methodOf);
  for (const path of new Set(operations.map(({ route }) => route.split(' ')[1] ?? ''))) {
    expect({ path, methods: methods(path) }).toEqual({
      path,
      methods: methods(path).toSorted((one, other) => order.indexOf(one) - order.indexOf(other)),
    });
  }
});

const methodOf = ({ route }: (typeof operations)[number]): string => route.split(' ')[0]?.toLowerCase() ?? '';

test('a public linter finds no error', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(problems.map(({ ruleId, message, severity }) => `${severity} ${ruleId}: ${message}`)).toEqual([]);
});

describe('examples', () => {
  const given = operations.flatMap(({ operationId, body, example }) =>
    example === undefined ? [] : [{ operationId, body, example }],
  );

  test.each(given)('that of $operationId is good', ({ body, example }) => {
    expect(body.safeParse(example).error).toBeUndefined();
  });
});
