import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type AttributeMap,
  fromAttributes,
  toAttributes,
} from '../../../functions/shared/platform/adapters/aws/dynamodb-values.ts';

/** What AWS's own library makes of it, with bytes as they go over the wire. */
const overTheWire = (values: object): unknown =>
  JSON.parse(
    JSON.stringify(marshall(values, { removeUndefinedValues: true }), (_name, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e15, max: 9e15 }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
);
/** AWS's library takes the other for the prototype; it has a test of its own. */
const memberName = fc.string().filter((name) => name !== '__proto__');
const { item } = fc.letrec<{ value: unknown; item: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value')), tie('item')),
  item: fc.dictionary(memberName, fc.oneof(tie('value'), fc.constant(undefined)), { noNullPrototype: true }),
}));

test('values are written as AWS’s own library writes them, and read back as they were', () => {
  fc.assert(
    fc.property(item, (values) => {
      const wire: AttributeMap = JSON.parse(JSON.stringify(toAttributes(values)));
      expect(wire).toEqual(overTheWire(values));
      expect(fromAttributes(wire)).toEqual(unmarshall(marshall(values, { removeUndefinedValues: true })));
    }),
  );
});

test('a member named like a prototype is data as any other', () => {
  const values: object = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}');
  const wire = toAttributes(values);
  expect(JSON.stringify(wire)).toBe('{"__proto__":{"M":{"polluted":{"BOOL":true}}},"constructor":{"S":"x"}}');
  expect(JSON.stringify(fromAttributes(wire))).toBe(JSON.stringify(values));
  expect({}).not.toHaveProperty('polluted');
});

test.each([[{ at: () => 1 }], [{ at: 1n }], [{ at: [undefined] }]])(
  'what no table can hold is a fault: %p',
  (values) => {
    expect(() => toAttributes(values)).toThrow(TypeError);
  },
);

test('a value of a type that is not in use is a fault, not an empty one', () => {
  expect(() => fromAttributes(JSON.parse('{"set":{"SS":["a"]}}'))).toThrow(TypeError);
});
