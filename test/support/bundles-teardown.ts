import { rmSync } from 'node:fs';
import { bundlesFolder } from './bundles.ts';

export default function tearDownBundles(): void {
  rmSync(bundlesFolder(), { recursive: true });
}
