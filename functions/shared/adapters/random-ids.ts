import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { IdSource } from '../application/ports/id-source.ts';

/** Monotonic, so that what one instance makes within a millisecond is listed in the order it was made. */
const id = monotonicFactory();

export const randomIds: IdSource = { id: () => id(), randomBytes: (count) => randomBytes(count) };
