import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');

const require = createRequire(import.meta.url);

/** Some bundled packages are CommonJS and call `require`, which an ES module lacks. */
const requireForCommonJs =
  "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);";

/** The bundle's folder, for files that it reads from beside itself. */
const bundleFolder = 'const folderOfBundle=import.meta.dirname;';

/** undici's parser, copied beside a bundle: as text it would be a fifth of it, read at every start. */
const parserFile = 'llhttp.wasm';
const parserModule = 'undici/lib/llhttp/llhttp_simd-wasm.js';

/** What a bundle that needs the parser has instead of it. */
const readParser = `folderOfBundle+"/${parserFile}"`;

/** The parser. Throws with the path of undici's module if that is not there or is no parser. */
function parserBytes(): Uint8Array {
  const parser: unknown = require(parserModule);
  if (parser instanceof Uint8Array) return parser;
  throw new Error(`${require.resolve(parserModule)} does not export the bytes of a parser (lib/function-bundles.ts)`);
}

/** Every folder of `functions/` that is deployed. */
export function functionNames(): string[] {
  const folder = join(root, 'functions');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'handler.ts')));
}

/** Packages of which a function needs less than their main file. */
const slimmerPackages = {
  undici: './lib/bundling/undici-client.cjs',
  '@aws-sdk/credential-provider-node': './lib/bundling/environment-credentials.ts',
};

/**
 * Parts of undici's client that no delivery uses: HTTP/2 (not offered in the TLS handshake), form data as a body (ours
 * are bytes), and the parser for processors without SIMD (Lambda's have it). If they are called nevertheless, they
 * throw.
 */
const unreachedParts: Plugin = {
  name: 'leave-out-unreached-parts',
  setup({ onLoad }) {
    onLoad({ filter: /undici\/lib\/(web\/.*|dispatcher\/client-h2|llhttp\/llhttp-wasm)\.js$/ }, ({ path }) => ({
      contents: `module.exports = () => {
        throw new Error('${basename(path)} of undici was left out of the bundle (lib/function-bundles.ts)');
      };`,
    }));
  },
};

/** The rest of undici's parser in a bundle: its path, and the used entries of its tables of constants. */
const leanParser: Plugin = {
  name: 'take-the-parser-apart',
  setup({ onLoad }) {
    onLoad({ filter: /undici\/lib\/llhttp\/llhttp_simd-wasm\.js$/ }, () => ({
      contents: `module.exports = require('node:fs').readFileSync(${readParser});`,
    }));
    onLoad({ filter: /undici\/lib\/llhttp\/constants\.js$/ }, ({ path }) => {
      const all = z.record(z.string(), z.unknown()).parse(require(path));
      const reader = readFileSync(join(dirname(path), '../dispatcher/client-h1.js'), 'utf8');
      const used = new Set([...reader.matchAll(/\bconstants\.(\w+)/g)].map(([, name = '']) => name));
      return {
        contents: `module.exports = ${JSON.stringify(all, [...used, ...[...used].flatMap((name) => Object.keys(Object(all[name])))])};`,
      };
    });
  },
};

/** zod's conversion to JSON Schema: the API's document is made before deployment, and no function needs it. */
const documentMaking: Plugin = {
  name: 'leave-out-document-making',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ }, () => ({
      contents: `const method = () => () => {
        throw new Error('JSON Schema of zod was left out of the bundle (lib/function-bundles.ts)');
      };
      module.exports = { createToJSONSchemaMethod: method, createStandardJSONSchemaMethod: method };`,
    }));
  },
};

/** Where the functions' bundles are, and the folders of the packages that went into them. */
export type FunctionBundles = Readonly<{ folder: string; packages: readonly string[] }>;

/** Modules that a function loads only when needed, by the imported specifier. */
type LazyParts = Map<string, Set<string>>;

/** Excludes modules that are imported by `import()` from a bundle, and records which functions need them as files. */
const lazyParts = (parts: LazyParts): Plugin => ({
  name: 'leave-out-lazy-parts',
  setup({ onResolve, onEnd }) {
    const modules = new Map<string, string>();
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = `./${basename(path, '.ts')}.mjs`;
      modules.set(file, join(resolveDir, path));
      return { path: file, external: true };
    });
    onEnd(({ metafile }) => {
      for (const [output, { imports }] of Object.entries(metafile?.outputs ?? {})) {
        for (const { path, kind } of imports) {
          const module = modules.get(path);
          if (kind !== 'dynamic-import' || module === undefined) continue;
          parts.set(module, (parts.get(module) ?? new Set()).add(basename(dirname(output))));
        }
      }
    });
  },
});

type Entry = Readonly<{ in: string; out: string }>;

/** Bundles each entry point into a file, with the files that it reads from beside itself. Returns the packages in them. */
export async function bundle(
  entryPoints: readonly Entry[],
  outdir: string,
  plugins: readonly Plugin[] = [],
): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    write: false,
    metafile: true,
    entryPoints: [...entryPoints],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs + bundleFolder },
    alias: slimmerPackages,
    plugins: [unreachedParts, leanParser, documentMaking, ...plugins],
    // undici's own switch, which Node's build of it uses: leaves out a second, experimental parser.
    define: { esbuildDetection: 'true' },
    logLevel: 'warning',
  });
  for (const { path, contents, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.map') ? withPathsFromRoot(text, dirname(path)) : contents);
    // By what the bundle reads: the paths of its inputs are others where node_modules is a link.
    if (text.includes(readParser)) writeFileSync(join(dirname(path), parserFile), parserBytes());
  }
  return packagesIn(metafile);
}

/** Bundles all functions in one esbuild run, each into a folder of its own with all that it needs, SDK included. */
export async function bundleFunctions(outputFolder: string): Promise<FunctionBundles> {
  const parts: LazyParts = new Map();
  const handlers = functionNames().map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/handler` }));
  const [packages, console] = await Promise.all([
    bundle(handlers, outputFolder, [lazyParts(parts)]),
    buildConsole(join(outputFolder, 'serve-console', 'console')),
  ]);
  const lazy = [...parts].flatMap(([module, names]) =>
    [...names].map((name) => ({ in: module, out: `${name}/${basename(module, '.ts')}` })),
  );
  const later = await bundle(lazy, outputFolder);
  const viewer = addDocumentViewer(join(outputFolder, 'describe-api'));
  return { folder: outputFolder, packages: [...new Set([...packages, ...later, ...console]), viewer] };
}

/** Builds the console's files into the folder. Returns the folders of the packages in them. */
async function buildConsole(folder: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'console', 'build.ts'), folder]);
  return z.array(z.string()).parse(JSON.parse(stdout));
}

/** The folders of the packages of which a bundle contains code. */
export function packagesIn({ outputs }: Metafile): readonly string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  return [...new Set(folders)].map((folder) => join(root, folder));
}

/**
 * Copies the viewer of the API's document, compressed, beside the function that serves it; no external resource is
 * used. Returns the folder of its package.
 */
function addDocumentViewer(folder: string): string {
  const viewer = dirname(require.resolve('swagger-ui-dist/package.json'));
  for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(viewer, name)), { level: 9 }));
  }
  return viewer;
}

const sourceMap = z.looseObject({ sources: z.array(z.string()) });

/** Names sources relative to the repository's root: otherwise each machine would make another asset. */
function withPathsFromRoot(map: string, folder: string): string {
  const parsed = sourceMap.parse(JSON.parse(map));
  return JSON.stringify({
    ...parsed,
    sources: parsed.sources.map((source) => relative(root, resolve(folder, source))),
  });
}
