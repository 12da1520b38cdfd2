import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { IssuedCertificate } from '../../../bin/local/receiver/certificate.ts';

/** An endpoint that misbehaves below HTTP. */
export type FaultyReceiver = Readonly<{
  url: string;
  /** How many TCP connections were opened so far. */
  connections: () => number;
  close: () => Promise<void>;
}>;

/** What to do with a connection once a whole request has come over it. `reset` sends a TCP reset. */
export type Fault = (socket: TLSSocket, reset: () => void) => void;

/** Writes a piece again and again until the other side goes away. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
}

/** Faults that endpoints really have. */
export const faults = {
  silent: () => undefined,
  slowHeader: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    drip(socket, 'x');
  },
  drippingBody: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nbegun ');
    drip(socket, '.');
  },
  stuckBody: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nbegun ');
  },
  reset: (_socket, reset) => reset(),
  halfClose: (socket) => {
    socket.end();
  },
  closedInHeader: (socket) => {
    socket.end('HTTP/1.1 200 OK\r\nx-half');
  },
  closedInBody: (socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun ');
  },
  closedInChunk: (socket) => {
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nbegun \r\n');
  },
  garbage: (socket) => {
    socket.end('SSH-2.0-OpenSSH_9.6\r\n\r\n');
  },
  hugeHeader: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nx-huge: ${'x'.repeat(200_000)}\r\n\r\n`);
  },
  gigabyte: (socket) => {
    const piece = Buffer.alloc(1024 * 1024);
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${1024 * piece.length}\r\n\r\n`);
    Readable.from(Array.from({ length: 1024 }, () => piece)).pipe(socket);
  },
  endlessHints: (socket) => {
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n';
    Readable.from(Array.from({ length: 10_000 }, () => hint)).pipe(socket);
  },
  unaskedUpgrade: (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Starts a TLS server that does the given thing with each connection. */
export async function startFaultyReceiver(certificate: IssuedCertificate, fault: Fault): Promise<FaultyReceiver> {
  const options = { cert: certificate.certificatePem, key: certificate.keyPem };
  const raw = new Map<number | undefined, Socket>();
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined);
    onRequest(socket, () => fault(socket, () => raw.get(socket.remotePort)?.resetAndDestroy()));
  });
  server.on('connection', (socket: Socket) => raw.set(socket.remotePort, socket));
  return start(server);
}

/**
 * Starts a TLS server that takes connections and never reads from them. It reports each just before the client may write:
 * by TLS 1.2 the server is ready first.
 */
export function startDeafReceiver(certificate: IssuedCertificate, onConnection: () => void): Promise<FaultyReceiver> {
  const options = { cert: certificate.certificatePem, key: certificate.keyPem, maxVersion: 'TLSv1.2' } as const;
  return start(
    createTlsServer(options, (socket) => {
      socket.on('error', () => undefined);
      onConnection();
    }),
  );
}

/** Starts a plain TCP server: no TLS will ever come of it. */
export function startTcpReceiver(onConnection: (socket: Socket) => void): Promise<FaultyReceiver> {
  return start(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
  );
}

/** Starts a server that answers every TLS greeting with a fatal alert of the given number (RFC 8446, section 6). */
export function startAlertingReceiver(alert: number): Promise<FaultyReceiver> {
  const typeVersionLengthLevel = [21, 3, 3, 0, 2, 2];
  return startTcpReceiver((socket) => {
    socket.once('data', () => socket.end(Buffer.from([...typeVersionLengthLevel, alert])));
  });
}

function onRequest(socket: TLSSocket, act: () => void): void {
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const [head = '', body] = received.split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (body === undefined || body.length < length) return;
    received = '';
    act();
  });
}

async function start(server: Server): Promise<FaultyReceiver> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return {
    url: `https://127.0.0.1:${port}`,
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
