import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunctions } from '../lib/function-bundles.ts';
import { bundleConstruct } from './package/construct-bundle.ts';
import { writeDeclarations } from './package/declarations.ts';
import { type ThirdParty, thirdParties } from './package/third-parties.ts';
import { projectDirectory } from './shared/project-directory.ts';

/** Makes what `npm pack` packs: the construct as plain JavaScript with its types, and every function's bundle beside it. */
const folder = join(projectDirectory, 'dist');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const functions = await bundleFunctions(join(folder, 'functions'));
const construct = await bundleConstruct(join(folder, 'posthorn.js'));
writeDeclarations(join(folder, 'types'));
// The apps that `cdk init` makes are CommonJS, and ES modules can import it, too.
writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
const notices = thirdParties([...functions.packages, ...construct]).map(notice);
writeFileSync(join(folder, 'third-party-licences.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));

function notice({ name, version, licence, texts }: ThirdParty): string {
  return [`${name} ${version} (${licence})`, ...texts].join('\n\n');
}
