import type { TlsSettings } from '../domain/http-request.ts';
import type { TransportErrorClass } from '../domain/http-result.ts';

/** Why no complete response was received. Passed through undici as an error, and never thrown further. */
export class TransportFailure extends Error {
  readonly errorClass: TransportErrorClass;

  /** `detail` is one plain sentence, without secrets. */
  constructor(errorClass: TransportErrorClass, detail: string) {
    super(detail);
    this.errorClass = errorClass;
  }
}

/** Longest text that is quoted from an error, in characters: certificate errors can list hundreds of names. */
const maxReasonLength = 300;

/** The meaning of a failure before TCP was connected. */
export function connectFailure(error: Error, host: string): TransportFailure {
  const codes = connectCodes(error);
  if (codes.includes('ECONNREFUSED')) {
    return new TransportFailure('connect_refused', `${host} refused the connection.`);
  }
  if (codes.includes('ETIMEDOUT')) {
    return new TransportFailure('connect_timeout', `${host} did not accept the connection in time.`);
  }
  return new TransportFailure('connect_error', `No connection to ${host} was possible: ${codes.join(', ')}.`);
}

/** The endpoint as its failures name it, and whether the webhook has a client certificate. */
type Peer = Readonly<{ host: string; hasCertificate: boolean }>;

export function peerOf({ hostname }: URL, { clientCertificate }: TlsSettings): Peer {
  return { host: hostname, hasCertificate: clientCertificate !== undefined };
}

/** Codes of a certificate without a chain to a trusted authority (Node.js, tls: X509 certificate error codes). */
const untrustedCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The meaning of a failure between TCP and TLS; also of a reset, since a server without TLS often responds so. */
export function handshakeFailure(error: Error, peer: Peer): TransportFailure {
  const refusal = certificateRefusal(error, peer);
  if (refusal !== undefined) return refusal;
  if (untrustedCodes.has(codeOf(error))) {
    const remedy =
      'If the authority is your own, set its certificate as the CA certificate of the webhook (tls.caCertificate).';
    return new TransportFailure(
      'tls_error',
      `No trusted authority has issued the certificate of ${peer.host}. ${remedy}`,
    );
  }
  const reason = `The TLS handshake with ${peer.host} failed: ${describe(error)}`;
  // In TLS 1.2 OpenSSL and BoringSSL respond the same to a client without the certificate that they require.
  const mayMissCertificate = !peer.hasCertificate && codeOf(error).endsWith('_ALERT_HANDSHAKE_FAILURE');
  const hint = mayMissCertificate ? ' It may require a client certificate, and the webhook has none.' : '';
  return new TransportFailure('tls_error', `${reason}.${hint}`);
}

/** The meaning of a failure after the request was begun. */
export function exchangeFailure(error: Error, peer: Peer): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const { host } = peer;
  const code = codeOf(error);
  // With TLS 1.3 a server checks the client's certificate only after the handshake.
  if (/^ERR_(?:SSL|TLS)_/.test(code)) {
    const refusal = certificateRefusal(error, peer);
    return refusal ?? new TransportFailure('tls_error', `${host} ended the TLS connection: ${describe(error)}.`);
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new TransportFailure('protocol_error', `The request to ${host} is invalid: ${describe(error)}.`);
  }
  if (resetCodes.has(code) && !isProtocolError(error)) {
    return new TransportFailure('connection_reset', `${host} closed the connection before its response was complete.`);
  }
  return new TransportFailure('protocol_error', `${host} sent a response that is not valid HTTP: ${describe(error)}.`);
}

/** The alerts with which a server refuses a client's certificate, or its absence (RFC 8446, section 6.2). */
const certificateAlerts = /_ALERT_(?:\w*CERTIFICATE\w*|UNKNOWN_CA)$/;

function certificateRefusal(error: Error, { host, hasCertificate }: Peer): TransportFailure | undefined {
  if (!certificateAlerts.test(codeOf(error))) return undefined;
  const detail = hasCertificate
    ? `${host} does not accept the webhook's client certificate: ${describe(error)}.`
    : `${host} requires a client certificate; set the webhook's tls.clientCertificate and tls.clientKey.`;
  return new TransportFailure('tls_error', detail);
}

const resetCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'UND_ERR_SOCKET']);

/** undici reports an unrequested 100 or 101 as a socket error of these names. */
function isProtocolError(error: Error): boolean {
  return /^bad (?:response|upgrade)$/.test(error.message);
}

/** With several addresses there is an error for each. */
function connectCodes(error: Error): readonly string[] {
  const each: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [error];
  return [...new Set(each.map(codeOf))];
}

/** The code of an error of node, OpenSSL or undici. */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : 'unknown error';
}

/** OpenSSL's short reason if there is one: its long messages hold thread ids and file names. */
function describe(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  return reason.slice(0, maxReasonLength).replace(/\.$/, '');
}
