import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { StoreContended } from '../application/ports/store-contended.ts';

/** One write of a transaction, and what it means when its condition does not hold. */
export type Step<Refusal extends string> = Readonly<{
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  refusal: Refusal;
}>;

const maxTries = 8;
const firstWaitMs = 25;
const longestWaitMs = 800;

/**
 * Carries out all writes or none; answers the refusal of the first whose condition did not hold.
 * Tries again when another transaction holds one of the items, which the SDK does not do by itself.
 * @throws StoreContended when others held the items every time.
 */
export async function transact<Refusal extends string>(
  client: DynamoDBDocumentClient,
  steps: readonly Step<Refusal>[],
): Promise<'done' | Refusal> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (tries > 0) await wait(Math.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** tries));
    const outcome = await attempt(client, steps);
    if (outcome !== 'conflict') return outcome;
  }
  throw new StoreContended(`A transaction of ${steps.length} writes met a conflict ${maxTries} times`);
}

async function attempt<Refusal extends string>(
  client: DynamoDBDocumentClient,
  steps: readonly Step<Refusal>[],
): Promise<'done' | 'conflict' | Refusal> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: steps.map(({ write }) => write) }));
    return 'done';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    const refused = steps[codes.indexOf('ConditionalCheckFailed')];
    if (refused !== undefined) return refused.refusal;
    if (codes.includes('TransactionConflict')) return 'conflict';
    throw error;
  }
}
