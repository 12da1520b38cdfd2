/** A place in a JSON value: property names and array indexes from the root. */
export type JsonPath = readonly (string | number)[];

/** Writes a place in JSONPath's notation (RFC 9535), for example `$.blocks[0].text`. */
export function formatJsonPath(path: JsonPath): string {
  return `$${path.map(formatSegment).join('')}`;
}

function formatSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[A-Za-z_]\w*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}
