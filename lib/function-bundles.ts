import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Some bundled packages are CommonJS and call `require`, which an ES module does not have. */
const requireForCommonJs =
  "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);";

/**
 * Ways to credentials that a Lambda function never takes, since its own lie in its environment. The SDK loads them on
 * demand; left out, each bundle is 90 KB smaller.
 */
const unusedCredentialProviders = ['sso', 'ini', 'process', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** Every folder of `functions/` that is deployed. */
export function functionNames(): string[] {
  const folder = join(root, 'functions');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'handler.ts')));
}

/**
 * Bundles all functions in one esbuild run, each into a folder of its own with everything it needs, SDK included.
 * Answers the folder that holds them.
 */
export function bundleFunctions(outputFolder: string): string {
  buildSync({
    absWorkingDir: root,
    entryPoints: functionNames().map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/handler` })),
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: unusedCredentialProviders,
    banner: { js: requireForCommonJs },
    logLevel: 'warning',
  });
  return outputFolder;
}
