import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { executionPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { executeStatements, updateStatement } from '../../platform/adapters/dynamodb-statements.ts';
import { extendedExpiry, isPastHalf, ttlAfter } from '../../platform/adapters/retention.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { StepResponses } from '../application/ports.ts';
import type { StepResponse } from '../domain/execution.ts';

/** The retention begins on the response's day; it is extended while an execution waits to pass the response on. */
export type StepResponseSettings = Readonly<{ table: string; retentionDays: number }>;

const responseItem = z.object({ sk: z.string(), url: z.string(), body: z.instanceof(Uint8Array) });

/** One item for each response: at most 100 KB and its URL, of an item's 400 KB (DynamoDB quota). */
export function dynamodbStepResponses(client: DynamoDb, { table, retentionDays }: StepResponseSettings): StepResponses {
  return {
    async put({ name, response: { url, body }, ...execution }) {
      const ttl = ttlAfter(Date.now(), retentionDays);
      await client.put({ TableName: table, Item: { pk: executionPartition(execution), sk: name, url, body, ttl } });
    },
    async extendRetention(responses) {
      const { set, less } = extendedExpiry(retentionDays);
      const outcomes = await executeStatements(
        client,
        responses
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
      const found = new Map<string, StepResponse>();
      for (const item of await batchGet(client, { table, keys })) {
        const { sk, url, body } = responseItem.parse(item);
        found.set(sk, { url, body });
      }
      return names.map((name) => found.get(name));
    },
  };
}
