import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { StoreContended } from '../application/ports.ts';
import { isTransientCode } from './aws/aws-error.ts';
import type { DynamoDb } from './aws/dynamodb.ts';

/** One write of a transaction, and the refusal if its condition fails. */
export type Step<Refusal extends string> = Readonly<{
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  refusal: Refusal;
}>;

/** More tries would keep a caller of the API waiting for more than a few seconds. */
const maxTries = 8;

/** Why a transaction was cancelled, for each of its writes (TransactWriteItems API). */
const cancelled = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
});

/**
 * Carries out all writes or none; returns the refusal of the first whose condition failed. Repeats the call when
 * another transaction holds one of the items, or a partition is throttled: the client does not repeat a call of which
 * only one write was throttled.
 * @throws StoreContended when every try failed for such a reason.
 */
export async function transact<Refusal extends string>(
  client: DynamoDb,
  steps: readonly Step<Refusal>[],
): Promise<'done' | Refusal> {
  const tries = client.backoff();
  for (let count = 0; count < maxTries; count += 1) {
    if (count > 0 && !(await tries.again())) break;
    const outcome = await attempt(client, steps);
    if (outcome !== 'in_the_way') return outcome;
  }
  throw new StoreContended(`A transaction of ${steps.length} writes always found something in its way`);
}

async function attempt<Refusal extends string>(
  client: DynamoDb,
  steps: readonly Step<Refusal>[],
): Promise<'done' | 'in_the_way' | Refusal> {
  try {
    await client.transactWrite({ TransactItems: steps.map(({ write }) => write) });
    return 'done';
  } catch (error) {
    const reasons = cancelled.safeParse(error);
    if (!reasons.success) throw error;
    const codes = reasons.data.CancellationReasons.map(({ Code }) => Code);
    const refused = steps[codes.indexOf('ConditionalCheckFailed')];
    if (refused !== undefined) return refused.refusal;
    if (codes.some((code) => code !== undefined && isTransientCode(code))) return 'in_the_way';
    throw error;
  }
}
