import { createHash } from 'node:crypto';
import { connect as connectTcp, isIPv6, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { LRUCache } from 'lru-cache';
import type { TlsSettings } from '../domain/http-request.ts';
import { literalAddress } from '../domain/target-url.ts';
import { checkedAddresses, type GuardSettings } from './checked-addresses.ts';
import { connectFailure, handshakeFailure, peerOf, TransportFailure } from './transport-failure.ts';

/** The state of a connection. */
export type ConnectPhase = 'resolving' | 'connecting' | 'securing';

type Connecting = Readonly<{
  url: URL;
  tls: TlsSettings;
  /** The connect timeout, in milliseconds. */
  connectMs: number;
  /** Ends the attempt. */
  signal: AbortSignal;
  onPhase: (phase: ConnectPhase) => void;
}>;

/** Opens a TLS connection to an address that was checked; rejects with a {@link TransportFailure}. */
export type Connect = (connecting: Connecting) => Promise<TLSSocket>;

/** Contexts cached, by certificates: making one parses every PEM. */
const maxContexts = 100;

/** Makes the only connector to endpoints: names are resolved anew, and only checked addresses are connected to. */
export function createGuardedConnector(guard: GuardSettings): Connect {
  const contexts = new LRUCache<string, SecureContext>({ max: maxContexts });
  return async (connecting) => {
    const { url, tls, signal, onPhase } = connecting;
    onPhase('resolving');
    const addresses = await checkedAddresses(url.hostname, guard);
    signal.throwIfAborted();
    onPhase('connecting');
    return openSocket({ ...connecting, addresses, context: contextFor(tls, contexts) });
  };
}

/** Computed once for each cached webhook instead of for each of its deliveries. */
const fingerprints = new WeakMap<TlsSettings, string>();

/** Identifies settings without keeping their secrets. */
export function tlsFingerprint(tls: TlsSettings): string {
  const fingerprint = fingerprints.get(tls) ?? makeFingerprint(tls);
  fingerprints.set(tls, fingerprint);
  return fingerprint;
}

function makeFingerprint({ caCertificate, clientCertificate, clientKey }: TlsSettings): string {
  if (caCertificate === undefined && clientCertificate === undefined) return '';
  const settings = JSON.stringify([caCertificate, clientCertificate, clientKey]);
  return createHash('sha256').update(settings).digest('base64');
}

function contextFor(tls: TlsSettings, contexts: LRUCache<string, SecureContext>): SecureContext {
  const key = tlsFingerprint(tls);
  const context = contexts.get(key) ?? makeContext(tls);
  contexts.set(key, context);
  return context;
}

/** A custom authority replaces the public ones, so that only its certificates are trusted. */
function makeContext({ caCertificate, clientCertificate, clientKey }: TlsSettings): SecureContext {
  try {
    return createSecureContext({
      ca: caCertificate,
      cert: clientCertificate,
      key: clientKey,
      minVersion: 'TLSv1.2',
    });
  } catch {
    throw new TransportFailure('tls_error', "The webhook's certificate or key cannot be used; replace it.");
  }
}

type Opening = Connecting & Readonly<{ addresses: readonly string[]; context: SecureContext }>;

async function openSocket(opening: Opening): Promise<TLSSocket> {
  const socket = await untilReady({ socket: openTcp(opening), event: 'connect', ...opening });
  opening.onPhase('securing');
  return untilReady({ socket: startTls(socket, opening), event: 'secureConnect', ...opening });
}

function openTcp({ url, connectMs, addresses }: Opening): Socket {
  return connectTcp({
    host: literalAddress(url.hostname) ?? url.hostname,
    port: Number(url.port || '443'),
    lookup: answerWith(addresses),
    autoSelectFamily: true,
    // Each address has its share of the timeout, with one share left for TLS.
    autoSelectFamilyAttemptTimeout: Math.ceil(connectMs / (addresses.length + 1)),
    noDelay: true,
  });
}

function startTls(socket: Socket, { url, context }: Opening): TLSSocket {
  const literal = literalAddress(url.hostname);
  return connectTls({
    socket,
    // The certificate must be valid for the name, or for the address if there is no name.
    host: literal ?? url.hostname,
    // SNI holds no address (RFC 6066, section 3) and no trailing dot.
    servername: literal === undefined ? url.hostname.replace(/\.$/, '') : '',
    secureContext: context,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  });
}

type Waiting<S extends Socket> = Pick<Connecting, 'url' | 'tls' | 'signal'> &
  Readonly<{ socket: S; event: 'connect' | 'secureConnect' }>;

function untilReady<S extends Socket>({ socket, event, url, tls, signal }: Waiting<S>): Promise<S> {
  return new Promise((resolve, reject) => {
    const onAbort = () => socket.destroy(new Error('given up'));
    const onError = (error: Error) => {
      signal.removeEventListener('abort', onAbort);
      reject(event === 'connect' ? connectFailure(error, url.hostname) : handshakeFailure(error, peerOf(url, tls)));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once(event, () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

/** Passes the checked addresses to node, so that it cannot resolve the name again with another result. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, _options, callback) => callback(null, answers);
}
