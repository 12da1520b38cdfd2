import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import type { Keyring } from '../application/ports/keyring.ts';
import type { WebhookDirectory, WebhookRef } from '../application/ports/webhook-directory.ts';
import type { Webhook } from '../domain/webhook.ts';
import { openWebhook, webhookItem, webhookKey } from './dynamodb-webhook-item.ts';

/** A change must be felt within 5 seconds (product contract); the rest is for a delivery under way. */
const defaultMaxAgeMs = 3_000;
const cachedWebhooks = 2_000;

export type WebhookDirectorySettings = Readonly<{ table: string; keyring: Keyring; maxAgeMs?: number }>;

/** Reads webhooks with their secrets opened and keeps them for a few seconds; also that one is absent. */
export function dynamodbWebhookDirectory(
  client: DynamoDBDocumentClient,
  { table, keyring, maxAgeMs = defaultMaxAgeMs }: WebhookDirectorySettings,
): WebhookDirectory {
  const cache = new LRUCache<string, Promise<Webhook | undefined>>({ max: cachedWebhooks, ttl: maxAgeMs });

  async function read({ space, webhookId }: WebhookRef): Promise<Webhook | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: webhookKey(space, webhookId), ConsistentRead: true }),
    );
    return Item && openWebhook(keyring, webhookItem.parse(Item));
  }

  /** Deliveries of a batch share one read; a failed one is forgotten, so that the next asks again. */
  function readOnce(ref: WebhookRef): Promise<Webhook | undefined> {
    const kept = cache.get(ref.webhookId);
    if (kept) return kept;
    const reading = read(ref);
    cache.set(ref.webhookId, reading);
    reading.catch(() => cache.delete(ref.webhookId));
    return reading;
  }

  return {
    async find(refs) {
      const webhooks = await Promise.all(refs.map(readOnce));
      return new Map(webhooks.flatMap((webhook) => (webhook ? [[webhook.id, webhook] as const] : [])));
    },
  };
}
