/**
 * The measured process: it holds what a Lambda container holds and nothing else. The canned AWS, the receivers and the
 * bookkeeping live in the process that forked it.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Agent } from 'undici';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
export type SqsEvent = Readonly<{ Records: readonly unknown[] }>;

/** What the parent may send. */
export type Task =
  | Readonly<{ kind: 'invoke'; bundle: string; event: unknown }>
  | Readonly<{ kind: 'invokeAll'; bundle: string; events: readonly unknown[] }>
  | Readonly<{ kind: 'bare'; url: string; ca: string; bodies: readonly string[]; batch: number }>
  | Readonly<{ kind: 'advance'; ms: number }>;

export type TaskResult = Readonly<{ result?: unknown; wallMs: number; cpuMs: number; error?: string }>;

let offset = 0;
const realNow = Date.now.bind(Date);
const realPerformance = performance.now.bind(performance);
const RealDate = Date;

/** Time can be moved on, so that an hour between retries takes no hour: the functions' clock and caches follow. */
globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...((given.length === 0 ? [realNow() + offset] : given) as [number]));
  }
  static override now(): number {
    return realNow() + offset;
  }
} as DateConstructor;
performance.now = () => realPerformance() + offset;

const handlers = new Map<string, Promise<Handler>>();

const importHandler = async (bundle: string): Promise<Handler> => (await import(pathToFileURL(bundle).href)).handler;

function handlerOf(bundle: string): Promise<Handler> {
  const known = handlers.get(bundle) ?? importHandler(bundle);
  handlers.set(bundle, known);
  return known;
}

const context = {
  functionName: 'bench',
  functionVersion: '1',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 60_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench',
};

async function work(task: Task): Promise<unknown> {
  switch (task.kind) {
    case 'advance':
      offset += task.ms;
      return undefined;
    case 'invoke':
      return (await handlerOf(task.bundle))(task.event, context);
    case 'invokeAll': {
      const handler = await handlerOf(task.bundle);
      for (const event of task.events) await handler(event, context);
      return undefined;
    }
    case 'bare':
      return bareLoop(task);
  }
}

const secret = createSecretKey(Buffer.alloc(32, 7));

/** The least that sends signed webhooks: undici, an HMAC, and no record of anything. */
async function bareLoop({ url, ca, bodies, batch }: Extract<Task, { kind: 'bare' }>): Promise<void> {
  const agent = new Agent({ connections: batch, connect: { ca } });
  const send = async (body: string, index: number) => {
    const id = `msg_${index}`;
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    const response = await agent.request({
      origin: url,
      path: '/',
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      },
    });
    await response.body.dump();
  };
  for (let start = 0; start < bodies.length; start += batch) {
    const sending = bodies.slice(start, start + batch);
    await Promise.all(sending.map((body, index) => send(body, start + index)));
  }
  await agent.close();
}

process.on('message', async ({ id, task }: { id: number; task: Task }) => {
  const cpu = process.cpuUsage();
  const startedAt = realPerformance();
  let outcome: Pick<TaskResult, 'result' | 'error'>;
  try {
    outcome = { result: await work(task) };
  } catch (error) {
    outcome = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ id, result: { ...outcome, wallMs: realPerformance() - startedAt, cpuMs: (user + system) / 1000 } });
});
