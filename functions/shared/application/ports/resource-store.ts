import type { Resource } from '../../domain/resource.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type ResourceRef = Readonly<{ space: string; parent?: string | undefined; id: string }>;

/**
 * `taken`: the id, or a name that must be unique, is in use. `no_parent`: its space or webhook was deleted. `dangling`:
 * something that it newly refers to was deleted.
 */
type ResourceCreation = 'created' | 'taken' | 'no_parent' | 'dangling' | 'repeated';

/** Stores one kind of resource, each change in full or not at all. */
export interface ResourceStore<Fields> {
  create(resource: Resource<Fields>, reply?: IdempotencyRecord): Promise<ResourceCreation>;
  find(ref: ResourceRef): Promise<Resource<Fields> | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest & Omit<ResourceRef, 'id'>): Promise<Page<Resource<Fields>>>;
  /** Replaces `before`; `changed` if that is no longer the stored version. */
  replace(
    change: Readonly<{ before: Resource<Fields>; after: Resource<Fields> }>,
  ): Promise<'replaced' | 'taken' | 'dangling' | 'changed'>;
  remove(resource: Resource<Fields>): Promise<'removed' | 'changed'>;
}
