/** A value as DynamoDB's JSON writes it: in an object that names its type (DynamoDB API, AttributeValue). */
export type AttributeValue = Readonly<{
  S?: string;
  N?: string;
  BOOL?: boolean;
  NULL?: true;
  /** Base64. */
  B?: string;
  L?: readonly AttributeValue[];
  M?: AttributeMap;
}>;

export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/** An item or a key; members that are undefined are left out. */
export function toAttributes(values: object): AttributeMap {
  const entries: [string, AttributeValue][] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) entries.push([name, toAttribute(value)]);
  }
  // Not by assignment: a receiver's response may have a member `__proto__`, which would set the prototype.
  return Object.fromEntries(entries);
}

/** Texts, numbers, booleans, null, bytes, and lists and objects of them; sets are not used. */
export function toAttribute(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      return toCompound(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be written to the table`);
  }
}

function toCompound(value: object | null): AttributeValue {
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) {
    return { B: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value) };
}

export function fromAttributes(attributes: AttributeMap): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([name, value]): [string, unknown] => [name, fromAttribute(value)]);
  return Object.fromEntries(entries);
}

function fromAttribute({ S, N, BOOL, NULL, B, L, M }: AttributeValue): unknown {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (M !== undefined) return fromAttributes(M);
  if (L !== undefined) return L.map(fromAttribute);
  if (BOOL !== undefined) return BOOL;
  if (B !== undefined) return bytesOf(B);
  if (NULL !== undefined) return null;
  throw new TypeError('The table holds a value of a type that is not in use');
}

function bytesOf(base64: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(base64, 'base64');
  return new Uint8Array(buffer, byteOffset, byteLength);
}
