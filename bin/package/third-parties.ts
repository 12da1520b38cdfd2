import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifest = z.looseObject({ name: z.string(), version: z.string(), license: z.string().default('see its text') });

/** A package that is handed on inside of ours, and the terms under which it may be. */
export type ThirdParty = Readonly<{ name: string; version: string; licence: string; texts: readonly string[] }>;

/** What lies in the packages' folders, each package once, by name. */
export function thirdParties(folders: readonly string[]): readonly ThirdParty[] {
  const found = folders.map(readPackage).map((party) => [`${party.name}@${party.version}`, party] as const);
  return [...new Map(found).values()].toSorted((one, other) => one.name.localeCompare(other.name));
}

function readPackage(folder: string): ThirdParty {
  const { name, version, license } = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)|\.licen[cs]e/i.test(file));
  return { name, version, licence: license, texts: files.map((file) => readFileSync(join(folder, file), 'utf8')) };
}
