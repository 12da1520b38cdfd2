import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { bundleFunctions } from '../../lib/function-bundles.ts';
import { bundlesVariable } from './bundles.ts';

/** Bundles the functions once for all tests of the infrastructure, as a deployment would. */
export default async function setUpBundles(): Promise<void> {
  const { folder } = await bundleFunctions(mkdtempSync(join(tmpdir(), 'posthorn-bundles-')));
  process.env[bundlesVariable] = folder;
  await stop();
}
