import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../lib/function-bundles.ts';
import { projectDirectory } from './local/places.ts';
import { thirdParties } from './package/third-parties.ts';

/** Lists what the functions' bundles hold, with licences. */
const folder = mkdtempSync(join(tmpdir(), 'posthorn-third-party-'));
const { packages } = await bundleFunctions(folder);
rmSync(folder, { recursive: true });
const rows = thirdParties(packages).map(
  ({ name, version, licence }) => `| [${name}](https://www.npmjs.com/package/${name}) | ${version} | ${licence} |`,
);
const table = ['| Package | Version | Licence |', '|---|---|---|', ...rows];
writeFileSync(
  join(projectDirectory, 'docs', 'third-party.md'),
  `# Third-party licences

Packages that the deployed functions hold; made by \`node bin/third-party.ts\`. The npm package has their licences' texts.

${table.join('\n')}
`,
);
