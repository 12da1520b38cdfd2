import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { configurationKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { ScorecardDirectory, ScorecardRef } from '../application/ports.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import { scorecardLayout } from './dynamodb-scorecard-layout.ts';

const scorecardItem = z.object({ pk: z.string(), sk: z.string(), fields: z.string() });

/** Reads a batch's scorecards in one call. */
export function dynamodbScorecardDirectory(client: DynamoDb, table: string): ScorecardDirectory {
  return {
    async find(refs) {
      const wanted = new Map(refs.map((ref) => [nameOf(keyOf(ref)), keyOf(ref)]));
      const found = new Map<string, ScorecardFields>();
      for (const item of await batchGet(client, { table, keys: [...wanted.values()] })) {
        const { pk, sk, fields } = scorecardItem.parse(item);
        found.set(nameOf({ pk, sk }), scorecardLayout.fields.parse(JSON.parse(fields)));
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
