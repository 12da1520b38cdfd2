import { Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { maxResponseBytes } from '../../domain/http-result.ts';

/** A body as the receiver meant it. */
export type DecodedBody = Readonly<{
  /** At most {@link maxResponseBytes}. */
  bytes: Uint8Array;
  /** There was more. */
  truncated: boolean;
  /** Why decoding stopped early, in a few words. */
  problem?: string | undefined;
}>;

/**
 * How much of a body is read off the wire, in bytes: no coding makes a body that fits the cap longer than this, so that
 * whatever is longer is also longer when decoded.
 */
const maxWireBytes = maxResponseBytes + 16 * 1024;

/** More codings on one body than this are an attack, not a response (the limit of browsers and of undici). */
const maxCodings = 5;

/** Largest window a zstd frame may ask for: 8 MB, as RFC 9659 rules for content codings. zlib alone would grant 128 MB. */
const maxZstdWindowLog = 23;

/** Largest brotli window we fill: 4 MB, what encoders use by default. The format allows 16 MB. */
const maxBrotliWindowLog = 22;

/** Collects a body as it comes over the wire. */
export class WireBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** Answers whether more may come. */
  add(chunk: Buffer): boolean {
    // A copy, so that a small rest does not keep a whole network buffer alive.
    this.#chunks.push(Buffer.from(chunk.subarray(0, maxWireBytes - this.#length)));
    this.#length += chunk.length;
    return this.#length <= maxWireBytes;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Undoes a body's content codings, up to the cap and no further. */
export async function decodeBody(wire: Buffer, contentEncoding: string | undefined): Promise<DecodedBody> {
  const codings = parseCodings(contentEncoding);
  if (codings.length === 0 || wire.length === 0) {
    return { bytes: wire.subarray(0, maxResponseBytes), truncated: wire.length > maxResponseBytes };
  }
  const problem = refusal(wire, codings);
  if (problem !== undefined) return { bytes: new Uint8Array(), truncated: false, problem };
  return inTurn(() => decode(wire, codings));
}

/** The codings to undo, last applied first. One that we do not know leaves the body as it came. */
function parseCodings(contentEncoding = ''): readonly string[] {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.every((coding) => knownCodings.has(coding)) ? codings.reverse() : [];
}

const knownCodings: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** What would take too much memory to decode. */
function refusal(wire: Buffer, codings: readonly string[]): string | undefined {
  if (codings.length > maxCodings) return 'there are too many codings';
  if (codings.lastIndexOf('br') > 0) return 'brotli is within another coding';
  if (codings[0] === 'br' && brotliWindowLog(wire) > maxBrotliWindowLog) return 'its window is larger than 4 MB';
  return undefined;
}

/** The window that a brotli stream asks for in its first bits (RFC 7932, section 9.1), as far as it matters here. */
function brotliWindowLog(wire: Buffer): number {
  const first = wire[0] ?? 0;
  const code = (first >> 1) & 0b111;
  return (first & 1) === 1 && code > 0 ? 17 + code : 17;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * One decoder runs at a time: brotli and zstd fill windows of megabytes before they give out the first byte. Each has
 * all of its input, so that its turn lasts milliseconds whatever the network does.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function decode(wire: Buffer, codings: readonly string[]): Promise<DecodedBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  const decoders = codings.map((coding, index) => makeDecoder(coding, index === 0 ? wire : undefined));
  try {
    for await (const chunk of chain(wire, decoders)) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > maxResponseBytes) break;
    }
    return decoded(chunks);
  } catch (error) {
    return { ...decoded(chunks), problem: error instanceof Error ? error.message : 'the data is damaged' };
  } finally {
    await Promise.all(decoders.map(release));
  }
}

/** Frees a decoder's memory: it may still be at work on one of libuv's threads. */
function release(decoder: Transform): Promise<void> {
  decoder.destroy();
  return decoder.closed ? Promise.resolve() : new Promise((resolve) => decoder.once('close', resolve));
}

/** Each decoder reads from the one before; the failure of any ends the last. */
function chain(wire: Buffer, decoders: readonly Transform[]): AsyncIterable<Uint8Array> {
  return decoders.reduce<Readable>(
    (source, decoder) => {
      source.on('error', (error) => decoder.destroy(error));
      decoder.on('close', () => source.destroy());
      return source.pipe(decoder);
    },
    Readable.from([wire]),
  );
}

function decoded(chunks: readonly Buffer[]): DecodedBody {
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, maxResponseBytes), truncated: bytes.length > maxResponseBytes };
}

function makeDecoder(coding: string, wire: Buffer | undefined): Transform {
  switch (coding) {
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: maxZstdWindowLog } });
    case 'deflate':
      return isZlib(wire) ? createInflate() : createInflateRaw();
    default:
      return createGunzip();
  }
}

/** `deflate` means zlib's format (RFC 9110, section 8.4.1.2), but some servers send it bare: its first four bits tell (RFC 1950). */
function isZlib(wire: Buffer | undefined): boolean {
  return wire === undefined || ((wire[0] ?? 0) & 0x0f) === 8;
}
