import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stop } from 'esbuild';
import { bundleFunctions } from '../../lib/function-bundles.ts';
import { bundles, composeStack } from './synthesized-stack.ts';

test('a second synth changes nothing: `cdk diff` is empty', () => {
  expect(composeStack({}).template.toJSON()).toEqual(composeStack({}).template.toJSON());
});

test('a bundle is the same wherever it is made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-bundles-'));
  const { folder: elsewhere } = await bundleFunctions(join(folder, 'two/levels/deeper'));
  await stop();
  for (const file of readdirSync(elsewhere, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(mjs|map)$/.test(file)) continue;
    expect(readFileSync(join(elsewhere, file)).equals(readFileSync(join(bundles, file)))).toBe(true);
  }
  rmSync(folder, { recursive: true });
});
