import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { WriteFault } from '../application/ports.ts';
import type { EventBridge } from './aws/aws-clients.ts';
import { faultOfCall, tryAgain } from './aws/try-again.ts';
import { type BatchLimits, packBatches } from './pack-batches.ts';

/** Entries in one PutEvents, and their bytes; 1 MiB includes names of bus, source and type (EventBridge quotas). */
const limits: BatchLimits<PutEventsRequestEntry> = {
  maxItems: 10,
  maxBytes: 900_000,
  bytesOf: ({ Detail = '' }) => Buffer.byteLength(Detail),
};

/**
 * Puts entries on a bus in as few calls as the limits allow, tries refused ones again while there is time, and returns
 * for each in their order whether the bus has it.
 */
export function putEvents(client: EventBridge, entries: readonly PutEventsRequestEntry[]) {
  return tryAgain(client.backoff, entries, async (open) => {
    const outcomes = await Promise.all([...packBatches(open, limits)].map((batch) => putBatch(client, batch)));
    return outcomes.flat();
  });
}

async function putBatch(
  client: EventBridge,
  batch: readonly PutEventsRequestEntry[],
): Promise<readonly ('published' | WriteFault)[]> {
  try {
    // PutEvents returns 200 even when it accepted nothing.
    const { Entries = [] } = await client.putEvents({ Entries: [...batch] });
    return Entries.map(({ ErrorCode }) => (ErrorCode ? new WriteFault(ErrorCode) : 'published'));
  } catch (error) {
    const fault = faultOfCall(error);
    return batch.map(() => fault);
  }
}
