import * as z from 'zod';
import type { DeliveryChange } from '../application/record-activity.ts';
import { type AttributeMap, fromAttributes } from './aws/dynamodb-values.ts';
import { readDelivery } from './dynamodb-delivery-item.ts';

const image = z.custom<AttributeMap>((value) => typeof value === 'object' && value !== null);

/** What is used of a change in the table's stream (DynamoDB streams API, Record). */
export const tableChange = z.object({
  dynamodb: z.object({ SequenceNumber: z.string(), OldImage: image.optional(), NewImage: image }),
});
type TableChange = z.infer<typeof tableChange>;

/** Reads a write to a delivery's record. */
export function readDeliveryChange({ dynamodb: { SequenceNumber, OldImage, NewImage } }: TableChange): DeliveryChange {
  return {
    sequence: SequenceNumber,
    before: OldImage && readDelivery(fromAttributes(OldImage)),
    after: readDelivery(fromAttributes(NewImage)),
  };
}
