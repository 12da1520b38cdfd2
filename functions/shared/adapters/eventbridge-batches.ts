import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { WriteFault } from '../application/ports/write-fault.ts';
import type { EventBridge } from './aws/aws-clients.ts';
import { faultOfCall, tryAgain } from './aws/try-again.ts';

/** Entries in one PutEvents, and their bytes together; 1 MiB counts the names of bus, source and type as well (EventBridge quotas). */
const maxEntries = 10;
const maxBytes = 900_000;

/**
 * Puts entries on a bus in as few calls as the limits allow, tries refused ones again while there is time, and answers
 * for each in their order whether the bus has it.
 */
export function putEvents(client: EventBridge, entries: readonly PutEventsRequestEntry[]) {
  return tryAgain(client.backoff, entries, async (open) => {
    const outcomes = await Promise.all(packed(open).map((batch) => putBatch(client, batch)));
    return outcomes.flat();
  });
}

async function putBatch(
  client: EventBridge,
  batch: readonly PutEventsRequestEntry[],
): Promise<readonly ('published' | WriteFault)[]> {
  try {
    // PutEvents answers 200 even when it took nothing.
    const { Entries = [] } = await client.putEvents({ Entries: [...batch] });
    return Entries.map(({ ErrorCode }) => (ErrorCode ? new WriteFault(ErrorCode) : 'published'));
  } catch (error) {
    const fault = faultOfCall(error);
    return batch.map(() => fault);
  }
}

function packed(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const batches: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '');
    const last = batches.at(-1);
    if (last === undefined || last.length === maxEntries || bytes + size > maxBytes) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}
