import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scalePage } from './numbers/scale-page.ts';

/** Computes docs/scale.md anew. */
writeFileSync(join(import.meta.dirname, '../docs/scale.md'), scalePage());
