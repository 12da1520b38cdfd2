import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { stop } from 'esbuild';
import { bundle, functionNames } from '../../lib/function-bundles.ts';
import { bundles, synthesizeStack } from './synthesized-stack.ts';
import { resolved, resourcesOf, variablesIn } from './template-queries.ts';

const run = promisify(execFile);
const { template } = synthesizeStack();
const deployed = resourcesOf(template, 'AWS::Lambda::Function').map(({ properties }) => ({
  name: String(properties.FunctionName).replace('posthorn-prod-', ''),
  handler: String(properties.Handler),
  variables: variablesOf(properties.Environment),
}));

/** Largest bundles, minified: what a cold start has to load. Whoever calls the API waits for these two of the hot path. */
const maxBytes: Readonly<Record<string, number>> = {
  'accept-event': 300_000,
  'authorize-request': 300_000,
  'dispatch-delivery': 400_000,
  'retry-delivery': 400_000,
  'fan-out-event': 400_000,
  // SES speaks no JSON over one POST, so that this one has a client of AWS's SDK.
  'escalate-failure': 500_000,
};
const maxOtherBytes = 400_000;

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
    expect(statSync(bundle).size).toBeLessThan(maxBytes[name] ?? maxOtherBytes);
    const script = `console.log(typeof (await import(${JSON.stringify(pathToFileURL(bundle).href)}))[${JSON.stringify(exported)}])`;
    const { stdout } = await run('node', ['--input-type=module', '-e', script], {
      env: { ...variables, PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
    });
    expect(stdout.trim()).toBe('function');
  },
);

test('what is loaded later lies beside the bundle that wants it, and loads', async () => {
  const wanted = functionNames().flatMap((name) => {
    const text = readFileSync(join(bundles, name, 'handler.mjs'), 'utf8');
    return [...text.matchAll(/\bimport\("\.\/([\w-]+\.mjs)"\)/g)].map(([, part = '']) => join(bundles, name, part));
  });
  const validators = ['accept-event', 'fan-out-event', 'manage-configuration'];
  expect(wanted.toSorted()).toEqual(validators.map((name) => join(bundles, name, 'ajv-schema-validator.mjs')));
  for (const part of wanted) {
    const script = `
      const { ajvSchemaValidator } = await import(${JSON.stringify(pathToFileURL(part).href)});
      const { validate } = ajvSchemaValidator();
      console.log(validate({ space: 'acme', schema: { type: 'string', pattern: '^a' }, value: 'b' }).length);`;
    const { stdout } = await run('node', ['--input-type=module', '-e', script]);
    expect(stdout.trim()).toBe('1');
  }
});

test("undici's parser lies beside a bundle that reads it, also if node_modules is a link to another folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-parser-'));
  const parser = 'node_modules/undici/lib/llhttp/llhttp_simd-wasm.js';
  cpSync(join(import.meta.dirname, '../..', parser), join(folder, parser));
  writeFileSync(join(folder, 'reader.cjs'), `require('./${parser}');`);
  writeFileSync(join(folder, 'other.cjs'), '');
  const entries = ['reader', 'other'].map((name) => ({ in: join(folder, `${name}.cjs`), out: `${name}/handler` }));
  await bundle(entries, join(folder, 'bundles'));
  await stop();
  expect(readdirSync(join(folder, 'bundles/reader')).sort()).toEqual(['handler.mjs', 'handler.mjs.map', 'llhttp.wasm']);
  expect(readdirSync(join(folder, 'bundles/other')).sort()).toEqual(['handler.mjs', 'handler.mjs.map']);
  rmSync(folder, { recursive: true });
});

/** What a browser loads to show the sign-in form: the page, what it names, and what those files import or show. */
function filesBeforeSignIn(): ReadonlySet<string> {
  const files = new Set(['index.html']);
  for (const file of files) {
    const text = brotliDecompressSync(packed(file)).toString();
    const names = /\b(?:src|href)="\.\/([^"]+)"|\b(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]|\burl\(["']?\.\/([^"')]+)/g;
    for (const name of text.matchAll(names)) files.add(name.slice(1).join(''));
  }
  return files;
}

function packed(file: string): Buffer {
  return readFileSync(join(bundles, 'serve-console', 'console', `${file}.br`));
}

test('the sign-in form of the console is small', () => {
  const files = [...filesBeforeSignIn()];
  expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(1);
  expect(files.filter((file) => file.endsWith('.css')).length).toBeGreaterThan(0);
  expect(files.reduce((total, file) => total + packed(file).length, 0)).toBeLessThan(300_000);
});

function variablesOf(environment: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(variablesIn(environment)).map(([name, value]) => [name, resolved(value)]));
}
