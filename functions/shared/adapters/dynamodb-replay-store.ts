import type { ReplayStore } from '../application/ports/replay-store.ts';
import { replaySchema } from '../domain/replay.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { replayKey } from './dynamodb-keys.ts';
import { putVersion } from './dynamodb-versions.ts';

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
    async write(replay) {
      const ttl = Math.floor(Date.parse(replay.createdAt) / 1000) + retentionDays * 24 * 60 * 60;
      const item = { ...replayKey(replay.webhookId, replay.id), ...replay, ttl };
      return (await putVersion(client, { table, item, version: replay.version })) ? 'written' : 'conflict';
    },
  };
}
