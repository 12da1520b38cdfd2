import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The bytes of a file, and their encoding. */
type SentFile = Readonly<{ encoding: 'br' | 'gzip' | undefined; bytes: Uint8Array }>;

/** Returns a file in an encoding that the browser accepts; undefined if there is no file of that name. */
export type PackedFiles = (name: string, acceptEncoding: string) => SentFile | undefined;

/** The files of a folder; text files are compressed with brotli (`.br`) and gzip (`.gz`). */
export function packedFiles(folder: string): PackedFiles {
  // A name that is not listed is never used in a path.
  const names = new Set(readdirSync(folder));
  const read = (name: string) => readFileSync(join(folder, name));
  return (name, acceptEncoding) => {
    if (names.has(name)) return { encoding: undefined, bytes: read(name) };
    if (!names.has(`${name}.br`)) return undefined;
    if (/\bbr\b/.test(acceptEncoding)) return { encoding: 'br', bytes: read(`${name}.br`) };
    const packed = read(`${name}.gz`);
    return /\bgzip\b/.test(acceptEncoding)
      ? { encoding: 'gzip', bytes: packed }
      : { encoding: undefined, bytes: gunzipSync(packed) };
  };
}
