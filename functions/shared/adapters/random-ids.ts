import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { IdSource } from '../application/ports/id-source.ts';

export const randomIds: IdSource = { id: () => ulid(), randomBytes: (count) => randomBytes(count) };
