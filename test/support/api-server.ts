import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from './port-of.ts';

type ReceivedCall = Readonly<{
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}>;

/** What a server answers a call with; `lost` cuts the connection. */
export type CannedAnswer =
  | Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body?: unknown }>
  | 'lost';

/** A real HTTP server that answers calls with what it was given, in order, and keeps them. */
export async function startApiServer(answers: readonly CannedAnswer[]) {
  const calls: ReceivedCall[] = [];
  const left = [...answers];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    calls.push({ method, url, headers, body: await text(request) });
    const answer = left.shift() ?? { status: 500, body: 'nothing is left to be answered' };
    if (answer === 'lost') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
