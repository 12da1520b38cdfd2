import type { IdempotencyRecord, Page, PageRequest } from '../../platform/application/ports.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { Space } from '../domain/space.ts';

export type KeyRef = Readonly<{ space: string; keyId: string }>;

/** Stores API keys, as hashes. */
export interface KeyStore {
  create(key: ApiKey, record?: IdempotencyRecord): Promise<'created' | 'unknown_space' | 'repeated'>;
  /** The key, if it and its space exist. */
  find(ref: KeyRef): Promise<ApiKey | undefined>;
  /** Oldest first. */
  list(page: PageRequest & Readonly<{ space: string }>): Promise<Page<ApiKey>>;
  remove(ref: KeyRef): Promise<'removed' | 'not_found'>;
}

/** Finds the address that is mailed when a webhook or rule names none. */
export interface SpaceOwners {
  /** The owner's address; undefined if the space was deleted. */
  find(space: string): Promise<string | undefined>;
}

export type SpaceCreation = 'created' | 'taken' | 'deleted_lately' | 'repeated';

/** Stores spaces. A removed one no longer exists for any other port, even if data is left to purge. */
export interface SpaceStore {
  /** `deleted_lately`: the data of an earlier space of that id is not purged yet. */
  create(space: Space, record?: IdempotencyRecord): Promise<SpaceCreation>;
  find(spaceId: string): Promise<Space | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest): Promise<Page<Space>>;
  /** Replaces the version before it; `changed` if that is not the stored one. */
  replace(space: Space): Promise<'replaced' | 'changed'>;
  /** Removes this version and, in the same step, marks that the rest is to be purged. */
  remove(removal: Readonly<{ space: Space; at: string }>): Promise<'removed' | 'changed'>;
}
