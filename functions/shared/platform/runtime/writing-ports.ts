import { dynamodbIdempotencyStore } from '../adapters/dynamodb-idempotency-store.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { type SealedTableVariables, sealedTable } from './sealed-table.ts';

/** The ports of functions that change something through the API: the table, and the store for idempotency keys. */
export function writingPorts(env: SealedTableVariables) {
  const { client, sealed } = sealedTable(env);
  return {
    client,
    sealed,
    idempotency: { idempotencyStore: dynamodbIdempotencyStore(client, sealed), clock: systemClock },
  };
}
