import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ExecutionRef, StepAnswers } from '../application/ports/step-answers.ts';
import type { StepAnswer } from '../domain/execution.ts';
import { executionPartition } from './dynamodb-keys.ts';

/** Kept from the answer's day on, and so at least as long as the execution's record, which is older. */
export type StepAnswerSettings = Readonly<{ table: string; retentionDays: number }>;

const answerItem = z.object({ sk: z.string(), url: z.string(), body: z.instanceof(Uint8Array) });

/** One item for each answer: at most 100 KB and its URL, where an item holds 400 KB (DynamoDB quota). */
export function dynamodbStepAnswers(
  client: DynamoDBDocumentClient,
  { table, retentionDays }: StepAnswerSettings,
): StepAnswers {
  return {
    async put({ name, answer: { url, body }, ...execution }) {
      // TTL is in epoch seconds (DynamoDB developer guide).
      const ttl = Math.floor(Date.now() / 1000) + retentionDays * 24 * 60 * 60;
      await client.send(
        new PutCommand({ TableName: table, Item: { pk: executionPartition(execution), sk: name, url, body, ttl } }),
      );
    },
    async find({ names, ...execution }) {
      const found = await batchGet(client, { table, execution, names: [...new Set(names)] });
      return names.map((name) => found.get(name));
    },
  };
}

type Query = Readonly<{ table: string; execution: ExecutionRef; names: readonly string[] }>;

/** A rule has ten steps at most, so that one call of 100 keys and 16 MB (DynamoDB quotas) holds all. */
async function batchGet(client: DynamoDBDocumentClient, { table, execution, names }: Query) {
  const found = new Map<string, StepAnswer>();
  let keys: Record<string, unknown>[] = names.map((name) => ({ pk: executionPartition(execution), sk: name }));
  while (keys.length > 0) {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      const { sk, url, body } = answerItem.parse(item);
      found.set(sk, { url, body });
    }
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
