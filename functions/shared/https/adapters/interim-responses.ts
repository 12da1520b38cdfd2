/** The beginning of a status line, and an interim one that completes the bytes received so far. */
const interimStart = /^HTTP\/1\.\d 1(?!01)\d\d$/;
const anyInterimStart = 'HTTP/1.1 199';

/** Most bytes of interim responses before a final one: what undici allows the header of one response. */
export const maxInterimBytes = 16 * 1024;

export type Stripped = Readonly<{ kind: 'rest'; bytes: Buffer }> | Readonly<{ kind: 'too_long' }>;

/**
 * Removes interim responses (1xx) from an endpoint's response. A client must be able to parse them, requested or not (RFC
 * 9110, section 15.2), and undici treats a 100 as an error. A 101 is kept: no HTTP follows it.
 */
export class InterimResponses {
  #isExpected = false;
  #held: Buffer = Buffer.alloc(0);
  #bytes = 0;

  /** A request is being sent: the next bytes begin a response. */
  expect(): void {
    this.#isExpected = true;
    this.#held = Buffer.alloc(0);
    this.#bytes = 0;
  }

  /** The rest of a chunk. The beginning of a possible interim response is held until it is complete. */
  strip(chunk: Buffer): Stripped {
    if (!this.#isExpected) return { kind: 'rest', bytes: chunk };
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (mayBeInterim(rest)) {
      const end = headEnd(rest);
      if (this.#bytes + (end ?? rest.length) > maxInterimBytes) return { kind: 'too_long' };
      if (end === undefined) {
        this.#held = rest;
        return { kind: 'rest', bytes: Buffer.alloc(0) };
      }
      this.#bytes += end;
      rest = rest.subarray(end);
    }
    this.#isExpected = false;
    return { kind: 'rest', bytes: rest };
  }
}

function mayBeInterim(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, anyInterimStart.length);
  return interimStart.test(start + anyInterimStart.slice(start.length));
}

/** Where a header ends: after its first empty line. A line may end with LF alone (RFC 9112, section 2.2). */
function headEnd(bytes: Buffer): number | undefined {
  const ends = ['\n\r\n', '\n\n'].map((end) => [bytes.indexOf(end), end.length] as const);
  const found = ends.filter(([at]) => at >= 0).map(([at, length]) => at + length);
  return found.length === 0 ? undefined : Math.min(...found);
}
