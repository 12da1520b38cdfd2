import { type Dispatcher, Pool } from 'undici';

type Request = Readonly<{ headers: Readonly<Record<string, string>>; body: Uint8Array; withinMs: number }>;
type AwsResponse = Readonly<{ status: number; text: string }>;

/** Sends one POST; rejects if no complete response arrived in time. */
export type Post = (request: Request) => Promise<AwsResponse>;

/** Two round trips and a handshake within a region take milliseconds; a throttled processor at start takes longer. */
const connectMs = 2_000;
/** Connections to one service; a fan-out sends sixteen batches at once (sqs-batches.ts). */
const connections = 50;
/** Kept while idle, in milliseconds: DynamoDB closes after 60 s, and a handshake costs more than a call. */
const idleMs = 50_000;

/** Keeps connections to one AWS endpoint open. */
export function connectionsTo(url: URL): Post {
  const pool = new Pool(url.origin, {
    connections,
    connect: { timeout: connectMs },
    keepAliveTimeout: idleMs,
    allowH2: false,
    // Each request has a timeout of its own; undici's restart with every byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return (request) => post(pool, request);
}

/** One timeout runs from now to the last byte of the response. */
function post(pool: Pool, { headers, body, withinMs }: Request): Promise<AwsResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let tooLate: Error | undefined;
    let exchange: Dispatcher.DispatchController | undefined;
    const clock = setTimeout(() => {
      tooLate = new Error(`No whole response within ${withinMs} ms`);
      exchange?.abort(tooLate);
      reject(tooLate);
    }, withinMs);
    const options = { path: '/', method: 'POST', headers: { ...headers }, body: Buffer.from(body) } as const;
    pool.dispatch(options, {
      onRequestStart: (controller) => {
        exchange = controller;
        // It waited for a connection until now.
        if (tooLate) controller.abort(tooLate);
      },
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        clearTimeout(clock);
        resolve({ status, text: Buffer.concat(chunks).toString() });
      },
      onResponseError: (_controller, error) => {
        clearTimeout(clock);
        reject(error);
      },
    });
  });
}
