import { LRUCache } from 'lru-cache';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { webhookKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { Keyring } from '../../platform/application/ports.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { WebhookDirectory } from '../application/ports.ts';
import type { Webhook } from '../domain/webhook.ts';
import { openWebhook, webhookItem } from './dynamodb-webhook-item.ts';

/** A change must take effect within 5 seconds (product contract); the rest is for a delivery in progress. */
const defaultMaxAgeMs = 3_000;
const cachedWebhooks = 2_000;
/** All cached webhooks, in characters as stored: a template alone may have 256 KB, a function has 512 MB. */
const cachedSize = 32 * 1024 * 1024;
/** The size that a webhook counts for while it is being read. */
const usualSize = 2_000;

export type WebhookDirectorySettings = Readonly<{ table: string; keyring: Keyring; maxAgeMs?: number }>;

type Read = Readonly<{ webhook: Webhook | undefined; size: number }>;

/** Reads webhooks, decrypts their secrets and caches them for a few seconds; also their absence. */
export function dynamodbWebhookDirectory(
  client: Pick<DynamoDb, 'get'>,
  { table, keyring, maxAgeMs = defaultMaxAgeMs }: WebhookDirectorySettings,
): WebhookDirectory {
  const cache = new LRUCache<string, { readonly reading: Promise<Read> }>({
    max: cachedWebhooks,
    maxSize: cachedSize,
    ttl: maxAgeMs,
    // Setting the size later does not extend the TTL.
    noUpdateTTL: true,
    // The wall clock, read each time: the monotonic clock may stand still while the function is frozen.
    perf: Date,
    ttlResolution: 0,
  });

  async function read({ space, webhookId }: WebhookRef): Promise<Read> {
    const { Item } = await client.get({ TableName: table, Key: webhookKey(space, webhookId), ConsistentRead: true });
    if (Item === undefined) return { webhook: undefined, size: usualSize };
    return { webhook: await openWebhook(keyring, webhookItem.parse(Item)), size: JSON.stringify(Item).length };
  }

  /** Deliveries of a batch share one read; a failed one is not cached, so that the next one reads again. */
  function readOnce({ space, webhookId }: WebhookRef): Promise<Read> {
    const kept = cache.get(webhookId);
    if (kept) return kept.reading;
    const reading = read({ space, webhookId });
    cache.set(webhookId, { reading }, { size: usualSize });
    const isKept = () => cache.peek(webhookId)?.reading === reading;
    reading.then(
      ({ webhook, size }) => {
        if (!isKept()) return;
        // In a new object; for the same one the cache would assume that the size is unchanged.
        if (isCacheable(webhook)) cache.set(webhookId, { reading }, { size });
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
 * A paused or disabled webhook is not cached, since it may be switched on at any moment: deliveries that are released
 * then must not meet a cached pause. They would be parked again and wait until the index is certain to show them.
 */
function isCacheable(webhook: Webhook | undefined): boolean {
  return webhook === undefined || webhook.status === 'enabled';
}
