import type { Resource } from '../../domain/resource.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type ResourceRef = Readonly<{ space: string; parent?: string | undefined; id: string }>;

/**
 * `taken`: the id, or a name that must be its own, belongs to another. `no_parent`: its space or webhook is gone.
 * `dangling`: something that it newly refers to is gone.
 */
type ResourceCreation = 'created' | 'taken' | 'no_parent' | 'dangling' | 'repeated';

/** Keeps one kind of configured thing, each change whole or not at all. */
export interface ResourceStore<Fields> {
  create(resource: Resource<Fields>, reply?: IdempotencyRecord): Promise<ResourceCreation>;
  find(ref: ResourceRef): Promise<Resource<Fields> | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest & Omit<ResourceRef, 'id'>): Promise<Page<Resource<Fields>>>;
  /** Saves the successor of `before`; `changed` when that is no longer the one stored. */
  replace(
    change: Readonly<{ before: Resource<Fields>; after: Resource<Fields> }>,
  ): Promise<'replaced' | 'taken' | 'dangling' | 'changed'>;
  remove(resource: Resource<Fields>): Promise<'removed' | 'changed'>;
}
