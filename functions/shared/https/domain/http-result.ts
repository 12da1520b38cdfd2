/** Why no complete response was received. A manager can act on each class. */
export const transportErrorClasses = [
  'blocked_address',
  'dns_error',
  'connect_refused',
  'connect_timeout',
  'connect_error',
  'tls_error',
  'request_timeout',
  'connection_reset',
  'protocol_error',
] as const;
export type TransportErrorClass = (typeof transportErrorClasses)[number];

/** The outcome of one HTTP attempt, before it is judged. Never thrown. */
export type HttpResult =
  | Readonly<{
      kind: 'response';
      status: number;
      /** Lower-case names; repeated headers joined with `, `. */
      headers: Readonly<Record<string, string>>;
      /** Decoded body, at most {@link maxResponseBytes}. */
      body: Uint8Array;
      /** The body was larger than the limit and was not read further. */
      truncated: boolean;
      durationMs: number;
    }>
  | Readonly<{
      kind: 'no_response';
      errorClass: TransportErrorClass;
      /** One plain sentence, without secrets. */
      detail: string;
      /** The status and the part of the body that was read, if the response had begun. */
      partial?: Readonly<{ status: number; body: Uint8Array }> | undefined;
      durationMs: number;
    }>;

/** A response is read up to 100 KB after decompression, and no further. */
export const maxResponseBytes = 100 * 1024;
