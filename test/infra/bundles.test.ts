import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { functionNames } from '../../lib/function-bundles.ts';
import { bundles, synthesizeStack } from './synthesized-stack.ts';
import { resolved, resourcesOf } from './template-queries.ts';

const run = promisify(execFile);
const { template } = synthesizeStack();
const deployed = resourcesOf(template, 'AWS::Lambda::Function').map(({ properties }) => ({
  name: String(properties.FunctionName).replace('posthorn-prod-', ''),
  handler: String(properties.Handler),
  variables: variablesOf(properties.Environment),
}));

/** Largest bundle, minified: what a cold start has to load. The API's callers wait for one. */
const maxBundleBytes = 600_000;
/** These judge by schemas of tenants, with a regular-expression engine of 150 KB; loading it takes 2 ms (`npm run bench -- start`). */
const judges: readonly string[] = ['accept-event', 'fan-out-event', 'manage-event-types'];
/** These two send to endpoints and speak to five services of AWS; their queues hide a cold start. */
const senders: readonly string[] = ['dispatch-delivery', 'retry-delivery'];
const maxLargeBytes = 730_000;

test('every function folder is deployed, and nothing else', () => {
  expect(deployed.map(({ name }) => name).sort()).toEqual(functionNames().sort());
});

test.each(deployed)('the variables of $name are those its schema asks for', async ({ name, variables }) => {
  const { environment } = await import(join(import.meta.dirname, '../../functions', name, 'env.ts'));
  expect(environment.safeParse(variables).error).toBeUndefined();
  const own = Object.keys(variables).filter((variable) => !/^(POWERTOOLS_|NODE_)/.test(variable));
  expect(own.sort()).toEqual(Object.keys(environment.shape).sort());
});

test.each(deployed)(
  'the bundle of $name is small, loads and exports the handler',
  async ({ name, handler, variables }) => {
    const [file, exported] = handler.split('.');
    const bundle = join(bundles, name, `${file}.mjs`);
    expect(statSync(bundle).size).toBeLessThan([...judges, ...senders].includes(name) ? maxLargeBytes : maxBundleBytes);
    const script = `console.log(typeof (await import(${JSON.stringify(pathToFileURL(bundle).href)}))[${JSON.stringify(exported)}])`;
    const { stdout } = await run('node', ['--input-type=module', '-e', script], {
      env: { ...variables, PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
    });
    expect(stdout.trim()).toBe('function');
  },
);

function variablesOf(environment: unknown): Record<string, string> {
  const { Variables = {} } = environment as { Variables?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, resolved(value)]));
}
