import { pipeline, type Transform, Writable } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { maxResponseBytes } from '../../domain/http-result.ts';
import { TransportFailure } from './transport-failure.ts';

/** What becomes of a body. Exactly one of `onEnd` and `onError` is called, once. */
export type BodyEvents = Readonly<{
  /** `truncated`: there was more than we read. */
  onEnd: (truncated: boolean) => void;
  onError: (error: Error) => void;
  /** The decoder is behind, and has caught up again. */
  onPause: () => void;
  onResume: () => void;
}>;

/** More codings on one body than this are an attack, not a response (the limit of browsers and undici). */
const maxCodings = 5;

/** Largest window a zstd frame may ask for: 8 MB, as RFC 9659 rules for content codings. zlib alone would grant 128 MB. */
const maxZstdWindowLog = 23;

/** Collects a response body, decoded, up to the cap and no further; memory stays bounded whatever it expands to. */
export class ResponseBody {
  readonly #events: BodyEvents;
  readonly #codings: readonly string[];
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #decoder: Writable | undefined;
  #done = false;

  constructor(contentEncoding: string | undefined, events: BodyEvents) {
    this.#codings = parseCodings(contentEncoding);
    this.#events = events;
  }

  /** What was read so far. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  write(chunk: Buffer): void {
    if (this.#done) return;
    if (this.#codings.length === 0) this.#collect(chunk);
    else this.#decode(chunk);
  }

  /** The last byte came over the wire; what the decoder still holds follows. */
  end(): void {
    if (this.#done) return;
    if (this.#decoder === undefined) this.#finish(false);
    else this.#decoder.end();
  }

  /** Stops decoding at once. */
  abandon(): void {
    this.#done = true;
    this.#decoder?.destroy();
  }

  #decode(chunk: Buffer): void {
    this.#decoder ??= this.#startDecoder(chunk);
    if (this.#done || this.#decoder.write(chunk)) return;
    this.#events.onPause();
    this.#decoder.once('drain', this.#events.onResume);
  }

  /** Made with the first chunk: an empty body has nothing to decode, whatever its header says. */
  #startDecoder(first: Buffer): Writable {
    if (this.#codings.length > maxCodings) {
      this.#fail(new Error('too many content codings'));
    }
    const stages = this.#codings.map((coding, index) => makeDecoder(coding, index === 0 ? first : undefined));
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#collect(chunk);
        done();
      },
    });
    const [head = sink, ...rest] = stages;
    pipeline([head, ...rest, sink], (error) => (error ? this.#fail(error) : this.#finish(false)));
    return head;
  }

  #collect(chunk: Buffer): void {
    if (this.#done) return;
    const room = maxResponseBytes - this.#bytes;
    // A copy, so that a small rest does not keep the whole network buffer alive.
    this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#bytes += Math.min(chunk.length, room);
    if (chunk.length > room) this.#finish(true);
  }

  #finish(truncated: boolean): void {
    if (this.#done) return;
    this.abandon();
    this.#events.onEnd(truncated);
  }

  #fail(error: Error): void {
    if (this.#done) return;
    this.abandon();
    const detail = `The response says that it is encoded as ${this.#codings.join(', ')}, but cannot be decoded: ${error.message}.`;
    this.#events.onError(new TransportFailure('protocol_error', detail));
  }
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

function makeDecoder(coding: string, first: Buffer | undefined): Transform {
  switch (coding) {
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: maxZstdWindowLog } });
    case 'deflate':
      return isZlib(first) ? createInflate() : createInflateRaw();
    default:
      return createGunzip();
  }
}

/** `deflate` means zlib's format (RFC 9110, section 8.4.1.2), but some servers send it bare: its first four bits tell (RFC 1950). */
function isZlib(first: Buffer | undefined): boolean {
  return first === undefined || ((first[0] ?? 0) & 0x0f) === 8;
}
