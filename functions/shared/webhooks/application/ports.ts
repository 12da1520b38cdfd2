import type { IdempotencyRecord, Page, PageRequest } from '../../platform/application/ports.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { AccessToken } from '../domain/access-token.ts';
import type { HealthSummary } from '../domain/health-status.ts';
import type { NotificationTexts } from '../domain/payload.ts';
import type { Webhook } from '../domain/webhook.ts';

/** Reads the health of webhooks. */
export interface HealthSummaries {
  /** By the webhooks' ids. */
  of(webhooks: readonly Webhook[]): Promise<ReadonlyMap<string, HealthSummary>>;
}

type NotificationRef = Readonly<{ space: string; webhookId: string; eventType: string }>;

/** Reads a webhook's own texts for an event type, at most a few seconds old. */
export interface NotificationDirectory {
  find(ref: NotificationRef): Promise<NotificationTexts | undefined>;
}

/** The credentials of one webhook. */
export type TokenRef = Readonly<{ webhookId: string; fingerprint: string }>;

/** What functions share about one webhook's token. Times are milliseconds since 1970. */
export type TokenRecord = Readonly<{
  token?: AccessToken | undefined;
  /** A function fetches a token, or none may fetch one again, until then. */
  claimedUntil?: number | undefined;
  /** Why the last fetch failed. */
  failure?: string | undefined;
}>;

/** Shares tokens between functions, sealed. */
export interface TokenStore {
  find(ref: TokenRef): Promise<TokenRecord>;
  /** Claims the right to fetch a token until that time, unless another function has it. */
  claim(ref: TokenRef, claim: Readonly<{ now: number; until: number }>): Promise<'claimed' | 'taken'>;
  /** Ends the claim with the outcome of the fetch. */
  put(ref: TokenRef, record: TokenRecord): Promise<void>;
}

/** The settings of a webhook that its lane needs. */
export type LaneWebhook = Pick<
  Webhook,
  | 'id'
  | 'space'
  | 'name'
  | 'kind'
  | 'url'
  | 'status'
  | 'rateLimit'
  | 'ownerEmail'
  | 'retrySchedule'
  | 'disableAfterFailingSeconds'
  | 'statusSince'
  | 'freshSince'
  | 'createdAt'
  | 'version'
>;

/** Reads webhooks as they are at the moment of the call, without a cache. */
export interface WebhookConfiguration {
  read(ref: WebhookRef): Promise<LaneWebhook | undefined>;
}

/** Reads webhooks and decrypts their secrets, at most a few seconds old. */
export interface WebhookDirectory {
  /** The webhooks that exist, by id; a deleted one is absent. */
  find(refs: readonly WebhookRef[]): Promise<ReadonlyMap<string, Webhook>>;
}

export type WebhookCreation = 'created' | 'name_taken' | 'unknown_space' | 'repeated';
export type WebhookReplacement = 'replaced' | 'name_taken' | 'changed';

/** Stores webhooks with their subscriptions and their unique names, each change in full or not at all. */
export interface WebhookStore {
  create(webhook: Webhook, record?: IdempotencyRecord): Promise<WebhookCreation>;
  find(ref: WebhookRef): Promise<Webhook | undefined>;
  /** Whether the webhook exists; its secrets are not decrypted. */
  exists(ref: WebhookRef): Promise<boolean>;
  /** Oldest first. */
  list(page: PageRequest & Readonly<{ space: string }>): Promise<Page<Webhook>>;
  /** Replaces the version before it; `changed` if that version, or its space, no longer exists. */
  replace(change: Readonly<{ before: Webhook; after: Webhook }>): Promise<WebhookReplacement>;
  /**
   * Removes this version and, in the same step, marks that the rest is to be purged; `changed` also if a rule has
   * started to call it since `ruleChanges` was read.
   */
  remove(removal: Readonly<{ webhook: Webhook; ruleChanges: number; at: string }>): Promise<'removed' | 'changed'>;
}

/** Disables webhooks whose endpoint responds that it is gone (410). */
export interface WebhookSwitch {
  /**
   * Sets the webhook to `disabled`, unless it was deleted or changed after that time: an earlier response does not apply
   * to the changed webhook. Returns whether it is disabled; repeating it has no further effect.
   */
  disable(request: WebhookRef & Readonly<{ unlessChangedAfter: string }>): Promise<boolean>;
}
