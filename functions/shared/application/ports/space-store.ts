import type { Space } from '../../domain/space.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type SpaceCreation = 'created' | 'taken' | 'deleted_lately' | 'repeated';

/** Keeps spaces. A removed one is gone at once for every other port, whatever is left to purge. */
export interface SpaceStore {
  /** `deleted_lately`: what a space of that id left behind is not all gone yet. */
  create(space: Space, reply?: IdempotencyRecord): Promise<SpaceCreation>;
  find(spaceId: string): Promise<Space | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest): Promise<Page<Space>>;
  /** Saves the successor of the version before it; `changed` when that is not the one stored. */
  replace(space: Space): Promise<'replaced' | 'changed'>;
  /** Removes this version and, in the same step, leaves word that the rest is to be purged. */
  remove(removal: Readonly<{ space: Space; at: string }>): Promise<'removed' | 'changed'>;
}
