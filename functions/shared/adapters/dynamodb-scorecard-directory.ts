import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ScorecardDirectory, ScorecardRef } from '../application/ports/scorecard-directory.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import { configurationKey } from './dynamodb-keys.ts';
import { scorecardLayout } from './dynamodb-resource-layouts.ts';

const scorecardItem = z.object({ pk: z.string(), sk: z.string(), fields: z.string() });

/** Reads a batch's scorecards in one call: a batch has ten events at most, and a call takes 100 keys (DynamoDB quota). */
export function dynamodbScorecardDirectory(client: DynamoDBDocumentClient, table: string): ScorecardDirectory {
  return {
    async find(refs) {
      const wanted = new Map(refs.map((ref) => [nameOf(keyOf(ref)), keyOf(ref)]));
      const found = new Map<string, ScorecardFields>();
      let keys: Record<string, unknown>[] = [...wanted.values()];
      while (keys.length > 0) {
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[table] ?? []) {
          const { pk, sk, fields } = scorecardItem.parse(item);
          found.set(nameOf({ pk, sk }), scorecardLayout.fields.parse(JSON.parse(fields)));
        }
        keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      }
      return refs.map((ref) => found.get(nameOf(keyOf(ref))));
    },
  };
}

function keyOf({ space, scorecardId }: ScorecardRef) {
  return configurationKey(space, `${scorecardLayout.prefix(undefined)}${scorecardId}`);
}

function nameOf({ pk, sk }: Readonly<{ pk: string; sk: string }>): string {
  return JSON.stringify([pk, sk]);
}
