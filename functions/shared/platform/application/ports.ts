import type { ConfigurationChange } from '../domain/configuration-change.ts';
import type { Resource } from '../domain/resource.ts';
import type { Target } from '../domain/target.ts';

/** Publishes changes of the configuration. */
export interface AuditTrail {
  /** Publishes a change that has been made. Never throws: the change stays, whether or not it is published. */
  record(change: ConfigurationChange): Promise<void>;
}

/** The current time, injected so that use cases can run under a simulated clock. */
export interface Clock {
  now(): Date;
}

/** Generates ids and secrets; injected so that tests know them in advance. */
export interface IdSource {
  /** A new ULID, sortable by time. */
  id(): string;
  /** Cryptographically random bytes. */
  randomBytes(count: number): Uint8Array;
}

/** The response to a request with an `Idempotency-Key`, so that its repetition gets the same response. */
export type IdempotencyRecord = Readonly<{
  /** The space, or `platform`. */
  scope: string;
  /** Digest of caller, route and key. */
  id: string;
  /** Digest of the request's body; another one under the same id is a misuse. */
  requestHash: string;
  /** The response's JSON; may hold a new key or secret, so it is sealed at rest. */
  body: string;
  expiresAt: string;
}>;

export type IdempotencyRef = Readonly<{ scope: string; id: string }>;

/** Stores responses for a day. Creations write theirs in their own transaction. */
export interface IdempotencyStore {
  /** Undefined once it has expired. */
  find(ref: IdempotencyRef & Readonly<{ now: Date }>): Promise<IdempotencyRecord | undefined>;
  /** Stores the response unless one with that id is stored already. */
  claim(record: IdempotencyRecord, now: Date): Promise<'claimed' | 'repeated'>;
}

/** How long a repetition is recognised (product contract). */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000;

/** Encrypts texts that must not be stored in plain text. */
export interface Keyring {
  /** Encrypts and binds to a place: the text can be decrypted only with the same `context`. */
  seal(plain: string, context: string): Promise<string>;
  /** Throws if the text was changed, belongs elsewhere, or its key is gone. */
  open(sealed: string, context: string): Promise<string>;
}

/** The part of a list that is requested; `after` is the position at the end of the previous part. */
export type PageRequest = Readonly<{ limit: number; after?: string | undefined }>;

/**
 * A part of a list; `next` is the position to continue after, absent at the end. It may have fewer than `limit`
 * entries, if more would be too large for a response.
 */
export type Page<Item> = Readonly<{ items: readonly Item[]; next: string | undefined }>;

/** The resources in a path before the one that it names. */
type PathParents = Readonly<{ space: string; webhookId?: string | undefined; ruleId?: string | undefined }>;

/**
 * Checks whether the resources in a path exist, at the moment of the call. What belongs to a deleted space, webhook or
 * rule is purged by a job; until then this check makes it unreachable.
 */
export interface ParentFinder {
  /** The first parent that does not exist, checked from the space down. */
  findMissing(parents: PathParents): Promise<'space' | 'webhook' | 'rule' | undefined>;
}

/** Checks which of an event's targets exist, at the moment of the call. */
export interface TargetFinder {
  /** Those of the webhooks and rules that exist in the space, in their order. No target may be given twice. */
  existing(space: string, targets: readonly Target[]): Promise<readonly Target[]>;
}

/** Waits for a time in milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/** A removed resource whose data is still to be purged. */
export type Removed =
  | Readonly<{ kind: 'space'; space: string }>
  | Readonly<{ kind: 'webhook'; space: string; webhookId: string }>;

/** Requests that removed resources' data is purged soon; a sweep finds those that were never requested. */
export interface PurgeQueue {
  /** Sends each in a message of its own. Throws if one was not accepted, though others may have been. */
  send(removed: readonly Removed[]): Promise<void>;
}

export type ResourceRef = Readonly<{ space: string; parent?: string | undefined; id: string }>;

/**
 * `taken`: the id, or a name that must be unique, is in use. `no_parent`: its space or webhook was deleted. `dangling`:
 * something that it newly refers to was deleted.
 */
export type ResourceCreation = 'created' | 'taken' | 'no_parent' | 'dangling' | 'repeated';

/** Stores one kind of resource, each change in full or not at all. */
export interface ResourceStore<Fields> {
  create(resource: Resource<Fields>, record?: IdempotencyRecord): Promise<ResourceCreation>;
  find(ref: ResourceRef): Promise<Resource<Fields> | undefined>;
  /** In the order of their ids. */
  list(page: PageRequest & Omit<ResourceRef, 'id'>): Promise<Page<Resource<Fields>>>;
  /** Replaces `before`; `changed` if that is no longer the stored version. */
  replace(
    change: Readonly<{ before: Resource<Fields>; after: Resource<Fields> }>,
  ): Promise<'replaced' | 'taken' | 'dangling' | 'changed'>;
  remove(resource: Resource<Fields>): Promise<'removed' | 'changed'>;
}

/** A store gave up because others kept changing the same items; the change was not made, and a later try may succeed. */
export class StoreContended extends Error {
  override readonly name = 'StoreContended';
}

/**
 * A fault of a table or a queue for one write of several; the write may be repeated. Holds the code that AWS returned,
 * and nothing of the content.
 */
export class WriteFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The write was not accepted: ${code}`);
    this.name = 'WriteFault';
    this.code = code;
  }
}

export const isWriteFault = (outcome: unknown): outcome is WriteFault => outcome instanceof WriteFault;

/** Converts what was thrown for one write to its fault. */
export const writeFaultOf = (error: unknown): WriteFault =>
  isWriteFault(error) ? error : new WriteFault(error instanceof Error ? error.name : 'Unknown');
