import * as z from 'zod';
import { readDelivery } from '../../deliveries/adapters/dynamodb-delivery-item.ts';
import { readStoredEvent } from '../../events/adapters/dynamodb-event-store.ts';
import { type AttributeMap, fromAttributes } from '../../platform/adapters/aws/dynamodb-values.ts';
import type { TableChange } from '../application/record-activity.ts';

const image = z.custom<AttributeMap>((value) => typeof value === 'object' && value !== null);
const partition = z.object({ pk: z.object({ S: z.string() }) });

/** The part of a change in the table's stream that is used (DynamoDB streams API, Record). */
const streamRecord = z.object({
  dynamodb: z.object({ Keys: partition, SequenceNumber: z.string(), OldImage: image.optional(), NewImage: image }),
});

/** Parses a write to a delivery's record or to an event. */
export function readTableChange(record: unknown): TableChange {
  const { Keys, SequenceNumber: sequence, OldImage, NewImage } = streamRecord.parse(record).dynamodb;
  const before = OldImage && fromAttributes(OldImage);
  const after = fromAttributes(NewImage);
  if (Keys.pk.S.startsWith('EVENT#')) {
    return { kind: 'event', before: before && readStoredEvent(before), after: readStoredEvent(after) };
  }
  return { kind: 'delivery', sequence, before: before && readDelivery(before), after: readDelivery(after) };
}
