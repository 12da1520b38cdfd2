import type { TLSSocket } from 'node:tls';
import { InterimResponses, maxInterimBytes } from './interim-responses.ts';
import { TransportFailure } from './transport-failure.ts';

/** The bytes received over one connection, read before undici reads them. */
export class Inbound {
  readonly #interim = new InterimResponses();
  #hasBegun = false;
  #error: Error | undefined;

  /** Must be made before undici listens to the socket. */
  constructor(socket: TLSSocket, host: string) {
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    // undici reads the received bytes with this call. A stream in between would copy every byte in both directions.
    const read = socket.read.bind(socket);
    socket.read = (size?: number): Buffer | null => {
      const chunk: Buffer | null = read(size);
      if (chunk === null) return null;
      this.#hasBegun = true;
      const stripped = this.#interim.strip(chunk);
      if (stripped.kind === 'too_long') socket.destroy(tooLong(host));
      return stripped.kind === 'rest' && stripped.bytes.length > 0 ? stripped.bytes : null;
    };
  }

  /** A request is being sent: the next bytes are its response. */
  expectAnswer(): void {
    this.#hasBegun = false;
    this.#interim.expect();
  }

  /** Whether a byte of the response was received, also of an interim response. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The socket's first error. Later ones follow from it: a TLS alert precedes the end of the connection. */
  get error(): Error | undefined {
    return this.#error;
  }
}

function tooLong(host: string): TransportFailure {
  const detail = `${host} sent more than ${maxInterimBytes / 1024} KB of interim responses (1xx) before its response.`;
  return new TransportFailure('protocol_error', detail);
}
