import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type PeerCertificate, type SecureVersion, TLSSocket } from 'node:tls';
import type { IssuedCertificate } from './certificate.ts';

/** A request as it came over the wire. */
export type ReceivedRequest = Readonly<{
  method: string;
  /** Path and query. */
  path: string;
  /** Lower-case names; repeated ones joined with `, `. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAt: Date;
  /** The name in the client's certificate, if it showed one. */
  clientName?: string | undefined;
  /** The server name the client asked for in its TLS greeting. */
  serverName?: string | undefined;
}>;

/** The response. The default is an empty 200. */
type ReceiverResponse = Readonly<{
  status?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | Uint8Array | undefined;
}>;

/** One response to every request, or one that is made from the request. */
export type Responder = ReceiverResponse | ((request: ReceivedRequest) => ReceiverResponse | Promise<ReceiverResponse>);

export type TlsReceiver = Readonly<{
  /** `https://<host>:<port>`, without a trailing slash. */
  url: string;
  port: number;
  /** All requests so far, oldest first. */
  requests: readonly ReceivedRequest[];
  /** How many TCP connections were opened so far. */
  connections: () => number;
  respondWith: (responder: Responder) => void;
  close: () => Promise<void>;
}>;

type ReceiverSettings = Readonly<{
  certificate: IssuedCertificate;
  /** The name or address in `url`; default 127.0.0.1. It must be one the certificate is good for. */
  host?: string | undefined;
  /** PEM of the authority whose client certificates are demanded (mutual TLS). */
  clientAuthority?: string | undefined;
  respond?: Responder | undefined;
  /** Newest TLS version it speaks; below 1.2 it takes older ciphers too. */
  maxVersion?: SecureVersion | undefined;
  /** 0 takes any free port. */
  port?: number | undefined;
}>;

/** Starts an HTTPS endpoint on 127.0.0.1 that records what it is sent and responds as configured. */
export async function startTlsReceiver(settings: ReceiverSettings): Promise<TlsReceiver> {
  const requests: ReceivedRequest[] = [];
  let responder: Responder = settings.respond ?? {};
  let connections = 0;

  const server = createServer(serverOptions(settings), async (message, response) => {
    const request = await receive(message);
    requests.push(request);
    writeResponse(response, typeof responder === 'function' ? await responder(request) : responder);
  });
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server, settings.port ?? 0);

  return {
    url: `https://${settings.host ?? '127.0.0.1'}:${port}`,
    port,
    requests,
    connections: () => connections,
    respondWith: (next) => {
      responder = next;
    },
    close: () => close(server),
  };
}

function serverOptions({ certificate, clientAuthority, maxVersion }: ReceiverSettings) {
  return {
    cert: certificate.certificatePem,
    key: certificate.keyPem,
    ...(clientAuthority === undefined ? {} : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
    ...(maxVersion === undefined ? {} : { maxVersion, minVersion: maxVersion }),
    // OpenSSL 3 speaks TLS 1.1 and older at security level 0 only.
    ...(maxVersion === 'TLSv1.1' || maxVersion === 'TLSv1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  };
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: flatten(message.headersDistinct),
    body: Buffer.concat(chunks),
    receivedAt: new Date(),
    ...tlsFacts(message),
  };
}

function flatten(headers: NodeJS.Dict<string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, (values ?? []).join(', ')]));
}

function tlsFacts({ socket }: IncomingMessage) {
  if (!(socket instanceof TLSSocket)) return {};
  const peer: Partial<PeerCertificate> = socket.getPeerCertificate();
  const commonName = peer.subject?.CN;
  return {
    clientName: Array.isArray(commonName) ? commonName[0] : commonName,
    serverName: typeof socket.servername === 'string' ? socket.servername : undefined,
  };
}

function writeResponse(response: ServerResponse, { status = 200, headers = {}, body }: ReceiverResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the receiver has no TCP address'));
      else resolve(address.port);
    });
  });
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
