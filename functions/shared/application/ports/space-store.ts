import type { Space } from '../../domain/space.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type SpaceCreation = 'created' | 'taken' | 'deleted_lately' | 'repeated';

/** Stores spaces. A removed one no longer exists for any other port, even if data is left to purge. */
export interface SpaceStore {
  /** `deleted_lately`: the data of an earlier space of that id is not purged yet. */
  create(space: Space, reply?: IdempotencyRecord): Promise<SpaceCreation>;
  find(spaceId: string): Promise<Space | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest): Promise<Page<Space>>;
  /** Replaces the version before it; `changed` if that is not the stored one. */
  replace(space: Space): Promise<'replaced' | 'changed'>;
  /** Removes this version and, in the same step, marks that the rest is to be purged. */
  remove(removal: Readonly<{ space: Space; at: string }>): Promise<'removed' | 'changed'>;
}
