import { LRUCache } from 'lru-cache';
import type { Keyring } from '../application/ports/keyring.ts';
import type { WebhookDirectory } from '../application/ports/webhook-directory.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { WebhookRef } from '../domain/webhook-ref.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { webhookKey } from './dynamodb-keys.ts';
import { openWebhook, webhookItem } from './dynamodb-webhook-item.ts';

/** A change must be felt within 5 seconds (product contract); the rest is for a delivery under way. */
const defaultMaxAgeMs = 3_000;
const cachedWebhooks = 2_000;
/** All kept webhooks together, in characters as they lie in the table: a template alone may have 256 KB, a function has 512 MB. */
const cachedSize = 32 * 1024 * 1024;
/** What a webhook counts for while it is being read. */
const usualSize = 2_000;

export type WebhookDirectorySettings = Readonly<{ table: string; keyring: Keyring; maxAgeMs?: number }>;

type Read = Readonly<{ webhook: Webhook | undefined; size: number }>;

/** Reads webhooks with their secrets opened and keeps them for a few seconds; also that one is absent. */
export function dynamodbWebhookDirectory(
  client: Pick<DynamoDb, 'get'>,
  { table, keyring, maxAgeMs = defaultMaxAgeMs }: WebhookDirectorySettings,
): WebhookDirectory {
  const cache = new LRUCache<string, { readonly reading: Promise<Read> }>({
    max: cachedWebhooks,
    maxSize: cachedSize,
    ttl: maxAgeMs,
    // A size that is known later makes nothing younger.
    noUpdateTTL: true,
    // The wall clock, and asked each time: while a function is frozen another may stand still.
    perf: Date,
    ttlResolution: 0,
  });

  async function read({ space, webhookId }: WebhookRef): Promise<Read> {
    const { Item } = await client.get({ TableName: table, Key: webhookKey(space, webhookId), ConsistentRead: true });
    if (Item === undefined) return { webhook: undefined, size: usualSize };
    return { webhook: await openWebhook(keyring, webhookItem.parse(Item)), size: JSON.stringify(Item).length };
  }

  /** Deliveries of a batch share one read; a failed one is forgotten, so that the next asks again. */
  function readOnce({ space, webhookId }: WebhookRef): Promise<Read> {
    const kept = cache.get(webhookId);
    if (kept) return kept.reading;
    const reading = read({ space, webhookId });
    cache.set(webhookId, { reading }, { size: usualSize });
    const isKept = () => cache.peek(webhookId)?.reading === reading;
    reading.then(
      ({ webhook, size }) => {
        if (!isKept()) return;
        // In a new object, or the cache would take the size to be unchanged.
        if (isWorthKeeping(webhook)) cache.set(webhookId, { reading }, { size });
        else cache.delete(webhookId);
      },
      () => isKept() && cache.delete(webhookId),
    );
    return reading;
  }

  return {
    async find(refs) {
      const found = await Promise.all(refs.map(readOnce));
      return new Map(found.flatMap(({ webhook }) => (webhook ? [[webhook.id, webhook] as const] : [])));
    },
  };
}

/**
 * One that is paused or disabled may be switched on at any moment, and what is released then must not meet a copy of the
 * pause: it would be parked again and wait until the index is certain to show it.
 */
function isWorthKeeping(webhook: Webhook | undefined): boolean {
  return webhook === undefined || webhook.status === 'enabled';
}
