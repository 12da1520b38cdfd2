import { readdirSync } from 'node:fs';

// In one module registry, for each would load and warm up the CDK anew: five seconds of a core.
for (const file of readdirSync(import.meta.dirname).toSorted()) {
  if (file.endsWith('.test.ts')) await import(`./${file}`);
}
