import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

const root = join(import.meta.dirname, '..');

/** Lists what the functions' bundles may hold, with licences, from the lockfile. */
const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const rows = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .map(([path, { version = '', license = 'see the package' }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return `| [${name}](https://www.npmjs.com/package/${name}) | ${version} | ${license} |`;
  });
const table = ['| Package | Version | Licence |', '|---|---|---|', ...[...new Set(rows)].sort()];
writeFileSync(
  join(root, 'docs', 'third-party.md'),
  `# Third-party licences

Packages that the deployed functions may hold, from the lockfile; made by \`node bin/third-party.ts\`.

${table.join('\n')}
`,
);
