import { createHash } from 'node:crypto';
import { decodeTime, encodeTime } from 'ulid';

const crockford32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 16;

/**
 * The id of one event's delivery to one target: a ULID of the event's time and a hash of the target's id and the bus's
 * id of the message, since a producer may reuse its own ids. The same for every duplicate, sortable by time, and free
 * of `.`, as Standard Webhooks requires of a message id.
 */
export function deliveryId({
  envelopeId,
  targetId,
  time,
}: Readonly<{ envelopeId: string; targetId: string; time: Date }>) {
  const hash = createHash('sha256')
    .update(JSON.stringify([envelopeId, targetId]))
    .digest();
  const random = Array.from(hash.subarray(0, randomLength), (byte) => crockford32.charAt(byte % 32)).join('');
  return encodeTime(Math.max(0, time.getTime())) + random;
}

/** The time of the event that a delivery's id begins with, in ms since 1970. */
export const deliveryTime = (id: string): number => decodeTime(id);
