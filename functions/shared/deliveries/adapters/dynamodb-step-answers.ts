import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { executionPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { executeStatements, updateStatement } from '../../platform/adapters/dynamodb-statements.ts';
import { expiresAt, isPastHalf, keptOn } from '../../platform/adapters/retention.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { StepAnswers } from '../application/ports.ts';
import type { StepAnswer } from '../domain/execution.ts';

/** The retention begins on the answer's day; it is extended while an execution waits to pass the answer on. */
export type StepAnswerSettings = Readonly<{ table: string; retentionDays: number }>;

const answerItem = z.object({ sk: z.string(), url: z.string(), body: z.instanceof(Uint8Array) });

/** One item for each answer: at most 100 KB and its URL, of an item's 400 KB (DynamoDB quota). */
export function dynamodbStepAnswers(client: DynamoDb, { table, retentionDays }: StepAnswerSettings): StepAnswers {
  return {
    async put({ name, answer: { url, body }, ...execution }) {
      const ttl = expiresAt(Date.now(), retentionDays);
      await client.put({ TableName: table, Item: { pk: executionPartition(execution), sk: name, url, body, ttl } });
    },
    async keep(answers) {
      const { set, less } = keptOn(retentionDays);
      const outcomes = await executeStatements(
        client,
        answers
          .filter(({ since }) => isPastHalf(since, retentionDays))
          .flatMap(({ names, since: _since, ...execution }) =>
            [...new Set(names)].map((sk) =>
              updateStatement(table, {
                key: { pk: executionPartition(execution), sk },
                set,
                expected: { equal: {}, less },
              }),
            ),
          ),
      );
      const fault = outcomes.find(isWriteFault);
      if (fault) throw fault;
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
