import { Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { maxResponseBytes } from '../domain/http-result.ts';

/** A decoded body. */
export type DecodedBody = Readonly<{
  /** At most {@link maxResponseBytes}. */
  bytes: Uint8Array;
  /** The body was larger. */
  truncated: boolean;
}>;

/**
 * How much of an encoded body is read, in bytes: no coding makes a body within the limit longer than this, so that any
 * longer one is also longer when decoded.
 */
const maxWireBytes = maxResponseBytes + 16 * 1024;

/** More codings on one body than this are an attack, not a response (the limit of browsers and of undici). */
const maxCodings = 5;

/** Largest window of a zstd frame: 8 MB, as RFC 9659 requires of content codings. zlib alone would allow 128 MB. */
const maxZstdWindowLog = 23;

/** Largest brotli window that is decoded: 4 MB, the default of encoders. The format allows 16 MB. */
const maxBrotliWindowLog = 22;

/** Collects a body as it is received. */
export class WireBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** Returns whether more may be added. */
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

/**
 * Decodes a body's content codings, up to the limit and no further. If decoding fails, the body is left as it was
 * received, or as far as it was decoded: a receiver that responded in full has processed the request, so its status
 * still counts.
 */
export async function decodeBody(wire: Buffer, contentEncoding: string | undefined): Promise<DecodedBody> {
  const codings = parseCodings(contentEncoding);
  if (codings.length === 0 || wire.length === 0 || isTooCostly(wire, codings)) return capped(wire);
  const decoded = await inTurn(() => decode(wire, codings));
  return capped(decoded.length > 0 ? decoded : wire);
}

function capped(bytes: Buffer): DecodedBody {
  return { bytes: bytes.subarray(0, maxResponseBytes), truncated: bytes.length > maxResponseBytes };
}

/** The codings to undo, last applied first. An unknown one leaves the body as it was received. */
function parseCodings(contentEncoding = ''): readonly string[] {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.every((coding) => knownCodings.has(coding)) ? codings.reverse() : [];
}

const knownCodings: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** Whether decoding could take more memory than a response is worth. zstd's own limit is checked by its decoder. */
function isTooCostly(wire: Buffer, codings: readonly string[]): boolean {
  const isHidden = codings.lastIndexOf('br') > 0;
  const isWide = codings[0] === 'br' && brotliWindowLog(wire) > maxBrotliWindowLog;
  return codings.length > maxCodings || isHidden || isWide;
}

/** The window that a brotli stream declares in its first bits (RFC 7932, section 9.1), as far as it matters here. */
function brotliWindowLog(wire: Buffer): number {
  const first = wire[0] ?? 0;
  const code = (first >> 1) & 0b111;
  return (first & 1) === 1 && code > 0 ? 17 + code : 17;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * One decoder runs at a time: brotli and zstd fill windows of megabytes before they return the first byte. Each has all
 * of its input, so that it runs for milliseconds, however slow the network is.
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

/** Returns at least one byte more than the limit if there is more; for a damaged body, the part before the damage. */
async function decode(wire: Buffer, codings: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const decoders = codings.map((coding, index) => makeDecoder(coding, index === 0 ? wire : undefined));
  try {
    for await (const chunk of chain(wire, decoders)) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > maxResponseBytes) break;
    }
  } catch {
    // Damaged: the part that was decoded is the response.
  } finally {
    await Promise.all(decoders.map(release));
  }
  return Buffer.concat(chunks);
}

/** Frees a decoder's memory: it may still run on one of libuv's threads. */
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

/** `deflate` means zlib's format (RFC 9110, section 8.4.1.2), but may be raw: the first four bits differ (RFC 1950). */
function isZlib(wire: Buffer | undefined): boolean {
  return wire === undefined || ((wire[0] ?? 0) & 0x0f) === 8;
}
