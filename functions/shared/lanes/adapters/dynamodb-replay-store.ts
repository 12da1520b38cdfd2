import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { replayKey, replaysPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { listItems } from '../../platform/adapters/dynamodb-list.ts';
import { putVersion } from '../../platform/adapters/dynamodb-versions.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import type { ReplayStore } from '../application/ports.ts';
import { replaySchema } from '../domain/replay.ts';

const replayItem = replaySchema.extend({ sk: z.string() });

export type ReplayStoreSettings = Readonly<{ table: string; retentionDays: number }>;

export function dynamodbReplayStore(client: DynamoDb, { table, retentionDays }: ReplayStoreSettings): ReplayStore {
  return {
    async find({ webhookId, replayId }) {
      const { Item } = await client.get({
        TableName: table,
        Key: replayKey(webhookId, replayId),
        ConsistentRead: true,
      });
      return Item && replaySchema.parse(Item);
    },
    async list({ webhookId, ...page }) {
      const partition = replaysPartition(webhookId);
      const request = { ...page, table, partition, prefix: '', item: replayItem, backwards: true };
      const { items, next } = await listItems(client, request);
      return { items: items.map(({ sk: _key, ...replay }) => replay), next };
    },
    async write(replay) {
      const ttl = ttlAfter(Date.parse(replay.updatedAt), retentionDays);
      // A running replay may wait through a pause of any length.
      const expiry = replay.status === 'running' ? {} : { ttl };
      const item = { ...replayKey(replay.webhookId, replay.id), ...replay, ...expiry };
      return (await putVersion(client, { table, item, version: replay.version })) ? 'written' : 'conflict';
    },
  };
}
