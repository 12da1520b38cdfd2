import { join } from 'node:path';

/** The repository's root. */
export const projectDirectory = join(import.meta.dirname, '../..');
