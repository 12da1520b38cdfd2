import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeTime, isValid } from 'ulid';
import { deliveryId } from '../../../functions/shared/events/domain/delivery-id.ts';

const parts = fc.record({
  envelopeId: fc.string(),
  targetId: fc.string(),
  time: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
});

test('is a ULID of the event time, the same for the same event and target', () => {
  fc.assert(
    fc.property(parts, (one) => {
      const id = deliveryId(one);
      expect(isValid(id)).toBe(true);
      expect(decodeTime(id)).toBe(one.time.getTime());
      expect(deliveryId({ ...one })).toBe(id);
    }),
  );
});

test('differs for another event or another target, also where the texts join to the same', () => {
  const time = new Date(0);
  const ids = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['', 'abc'],
    ['c', 'ab'],
  ].map(([envelopeId = '', targetId = '']) => deliveryId({ envelopeId, targetId, time }));
  expect(new Set(ids).size).toBe(ids.length);
});

test('takes a time before 1970 for 1970', () => {
  expect(decodeTime(deliveryId({ envelopeId: 'e', targetId: 't', time: new Date(-1) }))).toBe(0);
});
