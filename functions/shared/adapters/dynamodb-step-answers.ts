import * as z from 'zod';
import type { StepAnswers } from '../application/ports/step-answers.ts';
import type { StepAnswer } from '../domain/execution.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { batchGet } from './dynamodb-batch-get.ts';
import { executionPartition } from './dynamodb-keys.ts';

/** Kept from the answer's day on, and so at least as long as the execution's record, which is older. */
export type StepAnswerSettings = Readonly<{ table: string; retentionDays: number }>;

const answerItem = z.object({ sk: z.string(), url: z.string(), body: z.instanceof(Uint8Array) });

/** One item for each answer: at most 100 KB and its URL, where an item holds 400 KB (DynamoDB quota). */
export function dynamodbStepAnswers(client: DynamoDb, { table, retentionDays }: StepAnswerSettings): StepAnswers {
  return {
    async put({ name, answer: { url, body }, ...execution }) {
      // TTL is in epoch seconds (DynamoDB developer guide).
      const ttl = Math.floor(Date.now() / 1000) + retentionDays * 24 * 60 * 60;
      await client.put({ TableName: table, Item: { pk: executionPartition(execution), sk: name, url, body, ttl } });
    },
    async find({ names, ...execution }) {
      const keys = [...new Set(names)].map((name) => ({ pk: executionPartition(execution), sk: name }));
      const found = new Map<string, StepAnswer>();
      for (const item of await batchGet(client, { table, keys })) {
        const { sk, url, body } = answerItem.parse(item);
        found.set(sk, { url, body });
      }
      return names.map((name) => found.get(name));
    },
  };
}
