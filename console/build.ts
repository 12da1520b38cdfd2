import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const root = import.meta.dirname;

const packWithBrotli = promisify(brotliCompress);
const packWithGzip = promisify(gzip);

/** Of 11. The last two levels take ten times as long and save 5 %. */
const brotliQuality = 9;

/** Builds the console into the folder, with compressed copies of its files. Returns the folders of the bundled packages. */
async function buildConsole(folder: string): Promise<readonly string[]> {
  const built = await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  if (!('output' in built)) throw new Error('Vite built something else than one set of files');
  mkdirSync(folder, { recursive: true });
  await Promise.all(
    built.output.map((file) => pack(join(folder, file.fileName), file.type === 'chunk' ? file.code : file.source)),
  );
  const modules = built.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  return [...new Set(modules.flatMap((module) => module.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []))];
}

async function pack(file: string, source: string | Uint8Array): Promise<void> {
  // Fonts are compressed already.
  if (file.endsWith('.woff2')) {
    writeFileSync(file, source);
    return;
  }
  const bytes = Buffer.from(source);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [brotli, gzipped] = await Promise.all([packWithBrotli(bytes, { params: quality }), packWithGzip(bytes)]);
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, gzipped);
}

/** A separate process, so that it runs in parallel with the bundling of the functions. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say into which folder: node console/build.ts <folder>');
process.stdout.write(JSON.stringify(await buildConsole(folder)));
