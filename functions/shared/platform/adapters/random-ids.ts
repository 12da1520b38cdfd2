import { randomBytes, randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { IdSource } from '../application/ports.ts';

/** The library requests each of 16 characters by itself: fetched one by one, they cost more than the rest of an id. */
const pool = Buffer.alloc(1_024);
let used = pool.length;

function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 1;
  return pool.readUInt8(used - 1) / 256;
}

/** Monotonic, so that ids that one instance makes within a millisecond are listed in order. */
const id = monotonicFactory(random);

export const randomIds: IdSource = { id: () => id(), randomBytes: (count) => randomBytes(count) };
