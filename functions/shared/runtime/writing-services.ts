import { dynamodbIdempotencyStore } from '../adapters/dynamodb-idempotency-store.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { type SealedTableVariables, sealedTable } from './sealed-table.ts';

/**
 * What every function needs that changes something through the API: the table, and in `once` what answers a repeated
 * request as the first time.
 */
export function writingServices(env: SealedTableVariables) {
  const { client, sealed } = sealedTable(env);
  return { client, sealed, once: { replies: dynamodbIdempotencyStore(client, sealed), clock: systemClock } };
}
