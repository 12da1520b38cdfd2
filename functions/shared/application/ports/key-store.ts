import type { ApiKey } from '../../domain/api-key.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type KeyRef = Readonly<{ space: string; keyId: string }>;

/** Stores API keys, as hashes. */
export interface KeyStore {
  create(key: ApiKey, reply?: IdempotencyRecord): Promise<'created' | 'unknown_space' | 'repeated'>;
  /** The key, if it and its space exist. */
  find(ref: KeyRef): Promise<ApiKey | undefined>;
  /** Oldest first. */
  list(page: PageRequest & Readonly<{ space: string }>): Promise<Page<ApiKey>>;
  remove(ref: KeyRef): Promise<'removed' | 'not_found'>;
}
