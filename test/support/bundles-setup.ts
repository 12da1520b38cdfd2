import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { bundleFunctions } from '../../lib/function-bundles.ts';
import { bundlesVariable } from './bundles.ts';

/** Bundles the functions once for all tests of the infrastructure, as a deployment would. */
export default async function setUpBundles(): Promise<void> {
  process.env[bundlesVariable] = await bundleFunctions(mkdtempSync(join(tmpdir(), 'posthorn-bundles-')));
  await stop();
}
